/** Book files where the person keeps them. */
export type BookFiles = {
  /**
   * The bytes of a file, a piece at a time.
   * @throws RedlineError `book_file_unreadable`
   */
  readonly read: (file: string) => AsyncIterable<Uint8Array>
  /**
   * Writes a file beside its name and gives it that name when it is whole: what was there before stays until then.
   * Answers what making the text answers at its end.
   * @throws RedlineError `book_file_unwritable`, and what making the text throws.
   */
  readonly write: <T>(file: string, text: AsyncGenerator<string, T>) => Promise<T>
}
