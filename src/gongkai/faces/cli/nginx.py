"""`gongkai site nginx`: the configuration of nginx before the platform, for the addresses it has."""

from pathlib import Path

import typer
from django.conf import settings

from gongkai.faces.portal.serving import SECURITY
from gongkai.kernel.publishing.rules import paths

CONFIGURATION = """\
# made by `gongkai site nginx`; the list of withdrawn addresses by `gongkai site purge-list --format nginx`,
# to be made again and followed by `nginx -s reload` whenever something was withdrawn
map $uri $gongkai_gone {{
    include {gone};
}}
server {{
    listen {listen};
    root {root};
    charset utf-8;
    client_max_body_size {upload}m;
    error_page 404 {not_found};
    error_page 410 @withdrawn;
{security}

    location / {{
        if ($gongkai_gone) {{ return 410; }}
        index index.html;
        try_files $uri $uri/index.html =404;
    }}
    location @withdrawn {{
        try_files $uri =404;
    }}
    location ~ ^({dynamic})(/|$) {{
        proxy_pass http://{application};
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }}
}}
"""


def nginx(
    gone: Path = typer.Option(Path("/etc/nginx/gongkai-gone.map"), help="The file of withdrawn addresses."),
    listen: str = typer.Option("80", help="Address and port on which nginx answers."),
    application: str = typer.Option("127.0.0.1:8000", help="Where `gongkai run` answers."),
) -> None:
    """Print a configuration of nginx: the tree as files, the rest to the application. Set GONGKAI_PROXIES=1 with it."""
    typer.echo(
        CONFIGURATION.format(
            gone=gone,
            listen=listen,
            application=application,
            root=Path(settings.SITE_ROOT).resolve(),
            upload=settings.UPLOAD_LIMIT // 2**20 + 1,
            not_found=paths.NOT_FOUND,
            dynamic="|".join(paths.DYNAMIC),
            security="\n".join(f'    add_header {name} "{value}" always;' for name, value in SECURITY),
        ),
        nl=False,
    )
