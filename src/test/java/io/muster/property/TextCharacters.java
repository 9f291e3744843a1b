package io.muster.property;

/** Characters of texts: half of them plain, some that programs trip over, the rest any. */
final class TextCharacters {

  private static final int COUNT = Character.MAX_CODE_POINT + 1;
  private static final String TRICKY =
      "\0\t\n\r\u001b \"'\\/$%&<{[:#\u007f\u0085\u00a0\u0130\u0301\u200f\u2028\ud800\udbff\udc00"
          + "\udfff\ue000\ufeff\ufffd\ufffe\uffff";

  private TextCharacters() {}

  /** One choice, of which the lowest are the small letters. */
  static int codePoint(Choices choices) {
    long chosen =
        choices.choose(
            COUNT - 1,
            random ->
                Math.floorMod(
                    switch (random.nextInt(8)) {
                          case 0, 1, 2, 3 -> random.nextInt(' ', 0x7f);
                          case 4 -> TRICKY.charAt(random.nextInt(TRICKY.length()));
                          case 5 -> random.nextInt(COUNT);
                          default -> random.nextInt(Character.MAX_VALUE + 1);
                        }
                        - 'a',
                    COUNT));
    return (int) ((chosen + 'a') % COUNT);
  }
}
