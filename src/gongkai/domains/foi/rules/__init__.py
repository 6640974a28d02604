"""The law of information requests as pure functions: 政府信息公开条例 (2019, 2007) and its companions."""
