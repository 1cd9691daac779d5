"""Filters of a list: they live in the address, so that a link keeps them."""


def filter_of(
    name: str, label: str, choices: list[tuple[str, str]], chosen: str
) -> dict[str, object]:
    """A list to choose from, in a form of filters."""
    options = [
        {"value": value, "label": words, "chosen": value == chosen} for value, words in choices
    ]
    return {"name": name, "label": label, "options": options}
