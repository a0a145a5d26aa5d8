// A page to draw a box on, in the page's own points: the place of a table that the reader missed.
import { type PointerEvent, useState } from "react";
import type { PageSize } from "@/api";

export type Drawn = { pageIndex: number; box: [number, number, number, number] };

type Props = { pageIndex: number; size: PageSize; onDraw: (drawn: Drawn) => void };
type Point = { x: number; y: number };

/** Smaller boxes are a slip of the hand. */
const leastPoints = 8;

export function DrawLayer({ pageIndex, size, onDraw }: Props) {
  const [from, setFrom] = useState<Point>();
  const [to, setTo] = useState<Point>();
  const pointOf = (event: PointerEvent<SVGSVGElement>): Point => {
    const view = event.currentTarget.getBoundingClientRect();
    const share = (value: number, length: number) => Math.min(Math.max(value / length, 0), 1);
    return {
      x: share(event.clientX - view.left, view.width) * size.width,
      y: share(event.clientY - view.top, view.height) * size.height,
    };
  };
  const box = from && to ? boxOf(from, to) : undefined;
  const end = () => {
    if (box && box[2] - box[0] >= leastPoints && box[3] - box[1] >= leastPoints) onDraw({ pageIndex, box });
    setFrom(undefined);
    setTo(undefined);
  };
  return (
    <svg
      className="draw-layer"
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture?.(event.pointerId);
        setFrom(pointOf(event));
        setTo(undefined);
      }}
      onPointerMove={(event) => from && setTo(pointOf(event))}
      onPointerUp={end}
      onPointerCancel={() => {
        setFrom(undefined);
        setTo(undefined);
      }}
    >
      {box && <rect x={box[0]} y={box[1]} width={box[2] - box[0]} height={box[3] - box[1]} />}
    </svg>
  );
}

const boxOf = (a: Point, b: Point): Drawn["box"] => [
  Math.min(a.x, b.x),
  Math.min(a.y, b.y),
  Math.max(a.x, b.x),
  Math.max(a.y, b.y),
];
