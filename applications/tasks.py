"""Jobs of this room. Each is a wake-up that reads its own rows."""

from procrastinate.contrib.django import app

from applications import actions, documents


@app.periodic(cron="* * * * *")
@app.task(name="applications.keep_clocks", queueing_lock="applications.keep_clocks")
def keep_clocks(timestamp: int) -> None:
    """Each minute: the next step of each emergency, late requests to the chair, what waits for a
    second look, old drafts away, money to lines that wait."""
    actions.keep_ladders()
    actions.escalate_late()
    actions.remind_to_look()
    actions.warn_of_gaps()
    actions.warn_drafts()
    actions.expire_drafts()
    actions.fund_lines()


@app.periodic(cron="23 * * * *")
@app.task(name="applications.sweep_documents", queueing_lock="applications.sweep_documents")
def sweep_documents(timestamp: int) -> None:
    """Each hour: pages in the store that belong to no document go."""
    documents.sweep()


@app.periodic(cron="23 4 * * *")
@app.task(name="applications.keep_retention", queueing_lock="applications.keep_retention")
def keep_retention(timestamp: int) -> None:
    """Each night: words whose time is over are destroyed, and what is final is said."""
    actions.purge_due()


@app.periodic(cron="41 13 * * *")
@app.task(name="applications.ask_outcomes", queueing_lock="applications.ask_outcomes")
def ask_outcomes(timestamp: int) -> None:
    """Each morning: was a need met that was paid two weeks ago; and a word to who has not said."""
    actions.remind_of_outcomes()
    actions.ask_outcomes()
