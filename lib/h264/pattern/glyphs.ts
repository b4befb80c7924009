/** A character's dots. */
export interface Glyph {
  /** Dots in a row. */
  readonly width: number;
  /** Rows from the top; bit 0 is the leftmost dot, and set is bright. */
  readonly rows: readonly number[];
}

/** A set of characters of one height. */
export interface Font {
  /** Rows of dots. */
  readonly height: number;
  /** Dots of a space. */
  readonly spaceWidth: number;
  /** The characters that can be written. */
  readonly glyphs: ReadonlyMap<string, Glyph>;
}

/** Characters, then their rows side by side: `#` is bright, spaces part the characters. */
function parseFont(characters: string, ...sheets: string[]): Font {
  const glyphs = new Map<string, Glyph>();
  let height = 0;
  for (const sheet of sheets) {
    const rows = sheet.trim().split("\n").map((row) => row.trim().split(" "));
    height = rows.length;
    for (let i = 0; i < rows[0]!.length; i++) {
      glyphs.set(characters[glyphs.size]!, {
        width: rows[0]![i]!.length,
        rows: rows.map((row) => parseRow(row[i]!)),
      });
    }
  }
  return { height, spaceWidth: Math.floor(height / 2), glyphs };
}

function parseRow(dots: string): number {
  let bits = 0;
  for (let x = 0; x < dots.length; x++) if (dots[x] === "#") bits |= 1 << x;
  return bits;
}

/** Five dots wide, seven high, with the letters that the picture needs. */
export const LARGE_FONT: Font = parseFont(
  "0123456789:./#xpicamfrekbstMUTC",
  `
.###. ..#.. .###. ##### ...#. ##### ..##. ##### .###. .###.
#...# .##.. #...# ...#. ..##. #.... .#... ....# #...# #...#
#..## ..#.. ....# ..#.. .#.#. ####. #.... ...#. #...# #...#
#.#.# ..#.. ..##. ...#. #..#. ....# ####. ..#.. .###. .####
##..# ..#.. .#... ....# ##### ....# #...# ..#.. #...# ....#
#...# ..#.. #.... #...# ...#. #...# #...# ..#.. #...# ...#.
.###. .###. ##### .###. ...#. .###. .###. ..#.. .###. .##..
`,
  `
. . ..... .#.#. ..... ..... .#. ..... ..... .....
. . ....# .#.#. ..... ..... ... ..... ..... .....
# . ...#. ##### #...# ####. ##. .###. .###. ####.
. . ..#.. .#.#. .#.#. #...# .#. #.... ....# #.#.#
# . .#... ##### ..#.. #...# .#. #.... .#### #.#.#
. . #.... .#.#. .#.#. ####. .#. #...# #...# #.#.#
. # ..... .#.#. #...# #.... ### .###. .#### #.#.#
`,
  `
..## .... ..... #.... #.... ..... .#.. #...# #...# ##### .###.
.#.. .... ..... #.... #.... ..... .#.. ##.## #...# ..#.. #...#
#### #.## .###. #..#. ####. .#### #### #.#.# #...# ..#.. #....
.#.. ##.. #...# #.#.. #...# #.... .#.. #.#.# #...# ..#.. #....
.#.. #... ##### ##... #...# .###. .#.. #...# #...# ..#.. #....
.#.. #... #.... #.#.. #...# ....# .#.. #...# #...# ..#.. #...#
.#.. #... .###. #..#. ####. ####. ..## #...# .###. ..#.. .###.
`,
);

/** Three dots wide, five high: for pictures in which the large one finds no room. */
export const SMALL_FONT: Font = parseFont(
  "0123456789:.",
  `
### .#. ### ### #.# ### ### ### ### ### . .
#.# ##. ..# ..# #.# #.. #.. ..# #.# #.# # .
#.# .#. ### .## ### ### ### ..# ### ### . .
#.# .#. #.. ..# ..# ..# #.# .#. #.# ..# # .
### ### ### ### ..# ### ### .#. ### ### . #
`,
);
