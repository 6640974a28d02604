"""nginx with the configuration that `gongkai site nginx` prints, before a real tree."""

import http.client
import shutil
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

from gongkai.faces.cli import nginx as command
from gongkai.faces.cli import site
from gongkai.kernel.publishing import services
from gongkai.kernel.publishing.tests import factories
from tests.faults.processes import PATIENCE

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]


class Application(BaseHTTPRequestHandler):
    """Answers with the path it was asked for."""

    def do_GET(self):
        body = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


def printed(app, *arguments: object) -> str:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done.stdout


def printed_configuration(**options: object) -> str:
    app = command.typer.Typer()
    app.command()(command.nginx)
    return printed(app, *(part for name, value in options.items() for part in (f"--{name}", value)))


@pytest.fixture
def port(settings, tmp_path):
    """A port on which nginx serves a site with one public and one withdrawn record."""
    settings.SITE_ROOT, settings.LEDGER_HEADS = tmp_path / "site", tmp_path / "heads.jsonl"
    world = factories.world()
    kept, gone = factories.public(world), factories.public(world, "误发的通知")
    services.build(at=factories.NOW)
    factories.withdraw(world, gone)
    factories.render(gone)
    (tmp_path / "gone.map").write_text(printed(site.app, "purge-list", "--format", "nginx"))
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    server = printed_configuration(
        gone=tmp_path / "gone.map",
        listen=f"127.0.0.1:{number}",
        application=f"127.0.0.1:{application.server_port}",
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;\n"
        f"events {{}} http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n{server}\n}}"
    )
    tmp_path.chmod(0o755)
    process = subprocess.Popen(["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])
    try:
        _wait_for(number, process)
        yield number, kept.publication.address, gone.publication.address
    finally:
        process.terminate()
        process.wait(PATIENCE)
        application.shutdown()
        application.server_close()


def _wait_for(number: int, process: subprocess.Popen) -> None:
    waiting = threading.Event()
    for _try in range(PATIENCE * 10):
        assert process.poll() is None, "nginx ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                return
        waiting.wait(0.1)
    raise AssertionError("nginx does not answer")


def answer(port: int, path: str) -> tuple[int, str, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response.status, text, dict(response.getheaders())


def test_the_tree_the_notices_and_the_application(port):
    number, kept, gone = port
    assert answer(number, "/")[0] == 200
    status, text, headers = answer(number, kept)
    assert (status, "Content-Security-Policy" in headers) == (200, True)
    status, text, _headers = answer(number, gone)
    assert (status, "已撤回" in text) == (410, True)
    assert answer(number, "/library/")[0] == 200
    status, text, _headers = answer(number, "/nothing-here.html")
    assert (status, "网址可能写错了" in text) == (404, True)
    for dynamic in ("/desk/", "/apply/430S00/", "/progress/", "/search?q=x", "/api/v1/records", "/healthz"):
        assert answer(number, dynamic)[:2] == (200, dynamic)
    assert answer(number, "/applying.html")[0] == 404  # a word that only begins like one
