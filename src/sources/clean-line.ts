/** A line without what may stand in it and means nothing: the mark at a file's start, NULs of a crash, a DOS line end. */
export function cleanLine(line: Buffer, offset: number): Buffer {
  let bytes = line;
  if (offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
  if (bytes.includes(0)) bytes = Buffer.from(bytes.filter((byte) => byte !== 0));
  return withoutReturn(bytes);
}

export function withoutReturn(line: Buffer): Buffer {
  return line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line;
}
