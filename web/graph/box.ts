/** A rectangle in pixels of what holds it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Puts a frame into an element; gives what moves it, or hides it. */
export function boxIn(host: HTMLElement): (box: Box | null) => void {
  const frame = document.createElement('div');
  frame.className = 'graph-box';
  frame.hidden = true;
  host.append(frame);
  return (box) => {
    frame.hidden = box === null;
    if (!box) return;
    frame.style.transform = `translate(${box.x}px, ${box.y}px)`;
    frame.style.width = `${box.width}px`;
    frame.style.height = `${box.height}px`;
  };
}
