"""Words as squares, black and white: what a picture still says after it was drawn anew."""

from io import BytesIO

from PIL import Image

SQUARES, POINTS = 32, 8
BYTES = SQUARES * SQUARES // 8


def drawn(text: str) -> Image.Image:
    """A picture that says this."""
    bits = "".join(f"{byte:08b}" for byte in text.encode().ljust(BYTES)[:BYTES])
    small = Image.new("L", (SQUARES, SQUARES))
    small.putdata([255 * int(bit) for bit in bits])
    side = SQUARES * POINTS
    return small.resize((side, side), Image.Resampling.NEAREST).convert("RGB")


def said(picture: bytes) -> bytes:
    """What a picture says, whatever its size became; noise if it says nothing. Raises OSError."""
    with Image.open(BytesIO(picture)) as found:
        small = found.convert("L").resize((SQUARES, SQUARES), Image.Resampling.BOX)
    bits = "".join("01"[grey > 127] for grey in small.tobytes())
    return int(bits, 2).to_bytes(BYTES, "big")
