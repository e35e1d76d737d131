"""Draws the sheets of pictograms among the reference pictures: nine emoji each, every 15th that Noto Color Emoji has, in Unicode's
order, on plain grounds and on photographs in turn.
Debian: python3-pil, fonts-noto-color-emoji. Run: python3 sheets.py OUTPUT_DIR PHOTO..."""
import os, sys
from PIL import Image, ImageDraw, ImageFont

SIDE, GRID, STEP, STRIKE = 448, 3, 15, 109
BLOCKS = ((0x1F300, 0x1F5FF), (0x1F600, 0x1F64F), (0x1F680, 0x1F6FF), (0x1F900, 0x1F9FF))
GROUNDS = ((245, 240, 230), (200, 220, 235), (220, 235, 205))


def drawn(font, code):
    """The picture of a character; None where the font has none."""
    picture = Image.new("RGBA", (136, 128))
    ImageDraw.Draw(picture).text((0, 0), chr(code), font=font, embedded_color=True)
    return picture if len(picture.getcolors(100000) or ()) > 8 else None


def main(output, photographs):
    font = ImageFont.truetype("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", STRIKE)
    pictures = [p for first, last in BLOCKS for code in range(first, last + 1) if (p := drawn(font, code))]
    chosen = pictures[::STEP]
    cell = SIDE // GRID
    for sheet in range(len(chosen) // GRID ** 2):
        if sheet % 2:
            ground = Image.open(photographs[sheet // 2]).convert("RGB").resize((SIDE, SIDE))
        else:
            ground = Image.new("RGB", (SIDE, SIDE), GROUNDS[sheet // 2 % len(GROUNDS)])
        for i, picture in enumerate(chosen[sheet * GRID ** 2:(sheet + 1) * GRID ** 2]):
            ground.paste(picture, (i % GRID * cell + (cell - picture.width) // 2, i // GRID * cell + (cell - picture.height) // 2), picture)
        ground.save(os.path.join(output, f"sheet-{sheet}.png"))


main(sys.argv[1], sys.argv[2:])
