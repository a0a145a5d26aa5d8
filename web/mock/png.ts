// A page image for the mock: white paper, grey bars where text stands. PNG (ISO 15948), 8-bit grey, one IDAT.
import { crc32, deflateSync } from "node:zlib";

type Box = readonly [number, number, number, number];

export function pageImage(width: number, height: number, scale: number, boxes: readonly Box[]): Buffer {
  const columns = Math.round(width * scale);
  const rows = Math.round(height * scale);
  const pixels = Buffer.alloc((columns + 1) * rows, 255);
  for (let row = 0; row < rows; row += 1) pixels[row * (columns + 1)] = 0;
  for (const box of boxes) {
    const [x0, y0, x1, y1] = box.map((point) => Math.round(point * scale)) as [number, number, number, number];
    const line = Math.round(14 * scale);
    for (let row = y0; row < Math.min(y1, rows); row += 1)
      if ((row - y0) % line < line * 0.6)
        pixels.fill(205, row * (columns + 1) + 1 + x0, row * (columns + 1) + 1 + Math.min(x1, columns));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(columns, 0);
  header.writeUInt32BE(rows, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
