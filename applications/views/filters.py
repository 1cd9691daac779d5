"""Filters of a list: they live in the address, so that a link keeps them."""

from django.http import QueryDict


def filter_of(
    name: str, label: str, all_words: str, choices: list[tuple[str, str]], asked: QueryDict
) -> dict[str, object]:
    """A list to choose from in a form of filters; the first choice is no choice."""
    chosen = str(asked.get(name, ""))
    options = [
        {"value": value, "label": words, "chosen": value == chosen}
        for value, words in [("", all_words), *choices]
    ]
    return {"name": name, "label": label, "options": options}
