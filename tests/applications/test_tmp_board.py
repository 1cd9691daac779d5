from django.db import connection
from django.test.utils import CaptureQueriesContext
from .test_pages_committee import *
def test_x(desk, money, small):
    with CaptureQueriesContext(connection) as ran:
        desk.get(INBOX)
    for q in ran: print(q["sql"][:150], "...", q["sql"][-60:])
    assert 0
