"""Pages of information requests for officials."""
