# gunicorn reads this by itself when it is started here.
logger_class = "fund.web.server.Log"
