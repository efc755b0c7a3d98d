/** Makes a canvas as large as what is seen, in device pixels; returns how many of them a px has. */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height }: { width: number; height: number }): number {
  const scale = globalThis.devicePixelRatio || 1;
  const [columns, rows] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  return scale;
}
