/** A character's dots, row by row; `true` is bright. */
export type Glyph = readonly (readonly boolean[])[];

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
  const rest = characters.split("");
  let height = 0;
  for (const sheet of sheets) {
    const rows = sheet.trim().split("\n").map((row) => row.trim().split(/ +/));
    height = rows.length;
    for (let i = 0; i < rows[0]!.length; i++) {
      glyphs.set(rest.shift()!, rows.map((row) => row[i]!.split("").map((dot) => dot === "#")));
    }
  }
  return { height, spaceWidth: Math.floor(height / 2), glyphs };
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
