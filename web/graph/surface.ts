import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import { paintBackdrop } from './backdrop.ts';
import type { Camera, Size } from './camera.ts';
import { category } from './category.ts';
import type { Frame } from './frame.ts';
import { linkProgram } from './link-program.ts';
import { type NodeColours, nodeProgram } from './node-program.ts';
import { DASHES, opacityOf } from './paint.ts';
import type { Told } from './painter.ts';
import { channels, type Palette } from './palette.ts';
import type { Scene } from './scene.ts';
import { sketchOf } from './sketch.ts';

/** What is to be drawn. */
export interface View {
  readonly scene: Scene;
  readonly camera: Camera;
  readonly size: Size;
  /** The camera is moving: what is quick to draw is enough. */
  readonly moving: boolean;
}

/** Whether a drawing that was asked for does for a view, too: one in full does for a movement. */
export function isSame(asked: View, { scene, camera, size, moving }: View): boolean {
  const { scale, x, y } = asked.camera;
  return (
    (moving || !asked.moving) &&
    asked.scene === scene &&
    scale === camera.scale &&
    x === camera.x &&
    y === camera.y &&
    asked.size.width === size.width &&
    asked.size.height === size.height
  );
}

/** Lanes, lines and shapes as they were drawn. */
export interface Drawing {
  readonly view: View;
  readonly image: HTMLCanvasElement | ImageBitmap;
}

/** What lines and shapes are drawn on; names and whatever is singled out lie in front of it. */
export interface Surface extends Disposable {
  readonly kind: 'webgl' | 'canvas';
  /** A drawing is being made, and no other can be asked for. */
  readonly busy: boolean;
  show(scene: Scene, palette: Palette): void;
  /** Draws a view of what is shown, and gives it to `onDrawn`, at once or later. */
  draw(view: View): void;
}

interface Listener {
  onDrawn(drawing: Drawing): void;
  /** The GPU went away. */
  onLost(): void;
}

/**
 * On the GPU where there is one. A program that stands in for one takes ten times as long as
 * painting without it, so that is done then, in another thread.
 */
export function surfaceIn(host: HTMLElement, listener: Listener): Surface {
  if (!hasGpu()) return paintedSurface(listener);
  try {
    return webglSurface(host, listener);
  } catch {
    return paintedSurface(listener);
  }
}

const STAND_IN = /swiftshader|llvmpipe|softpipe|basic render|software/i;

function hasGpu(): boolean {
  const canvas = document.createElement('canvas');
  const options = { failIfMajorPerformanceCaveat: true };
  const gl = canvas.getContext('webgl2', options) ?? canvas.getContext('webgl', options);
  if (!(gl instanceof WebGL2RenderingContext || gl instanceof WebGLRenderingContext)) return false;
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !STAND_IN.test(name);
}

function webglSurface(host: HTMLElement, { onDrawn, onLost }: Listener): Surface {
  const frame: Frame = {
    camera: { scale: 1, x: 0, y: 0 },
    size: { width: host.clientWidth, height: host.clientHeight },
    moving: false,
    asked: false,
  };
  const colours: NodeColours = { paper: [1, 1, 1], quiet: [0, 0, 0], accent: [0, 0, 0] };
  const sigma = new Sigma(new MultiDirectedGraph(), host, {
    allowInvalidContainer: true,
    renderLabels: false,
    stagePadding: 0,
    defaultNodeType: 'shape',
    defaultEdgeType: 'line',
    nodeProgramClasses: { shape: nodeProgram(frame, colours) },
    edgeProgramClasses: { line: linkProgram(frame) },
  });
  // a box of one unit leaves coordinates as they are
  sigma.setCustomBBox({ x: [0, 1], y: [0, 1] });
  const canvases = sigma.getCanvases();
  for (const canvas of Object.values(canvases)) {
    canvas.addEventListener('webglcontextlost', onLost, { once: true });
  }
  const image = document.createElement('canvas');
  const ctx = brushOf(image);
  let colouring: Palette | null = null;
  return {
    kind: 'webgl',
    busy: false,
    show(scene, palette) {
      colouring = palette;
      colours.paper = channels(palette.paper);
      colours.quiet = channels(palette.quiet);
      colours.accent = channels(palette.accent);
      sigma.setGraph(graphOf(scene, palette));
    },
    draw(view) {
      const { scene, camera, size, moving } = view;
      Object.assign(frame, { camera, size, moving, asked: true });
      host.style.width = `${size.width}px`;
      host.style.height = `${size.height}px`;
      sigma.refresh({ partialGraph: { nodes: [], edges: [] }, skipIndexation: true });
      frame.asked = false;
      sized(image, ctx, size);
      if (colouring) paintBackdrop(ctx, scene, camera, size, colouring);
      for (const name of ['edges', 'nodes']) {
        const canvas = canvases[name];
        if (canvas) ctx.drawImage(canvas, 0, 0, size.width, size.height);
      }
      onDrawn({ view, image });
    },
    [Symbol.dispose]() {
      for (const canvas of Object.values(canvases)) {
        canvas.removeEventListener('webglcontextlost', onLost);
      }
      sigma.kill();
    },
  };
}

function hex(colour: string, alpha: number): string {
  const digits = (value: number) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  return `#${[...channels(colour), alpha].map(digits).join('')}`;
}

/** The scene as sigma takes it: lines of most worth first, nodes of most worth last, in front. */
function graphOf(scene: Scene, palette: Palette): MultiDirectedGraph {
  const graph = new MultiDirectedGraph();
  const fills = new Map(
    Object.entries(palette.fills).map(([id, colour]) => [id as string, hex(colour, 1)]),
  );
  const quiet = hex(palette.quiet, 1);
  for (const i of scene.nodesByValue.toReversed()) {
    const node = scene.drawn.nodes[i];
    if (!node) continue;
    graph.addNode(String(i), {
      x: scene.x[i],
      y: scene.y[i],
      size: scene.radii[i],
      color: node.context ? quiet : fills.get(node.category),
      shape: category(node.category).shape,
      folded: node.folded,
      ring: node.rests ? (node.freezable ? 2 : 1) : 0,
      hollow: node.context !== null,
    });
  }
  const lines = new Map<string, string>();
  for (const i of scene.linksByValue) {
    const link = scene.links[i];
    if (!link || link.empty) continue;
    const opacity = Math.round(opacityOf(link.width) * 20) / 20;
    const key = `${link.line} ${opacity}`;
    const color = lines.get(key) ?? hex(palette.lines[link.line] ?? palette.quiet, opacity);
    lines.set(key, color);
    const dash = link.crossing ? DASHES.length : link.line;
    graph.addEdge(String(link.from), String(link.to), {
      size: link.width,
      color,
      dash,
      offset: link.offset,
    });
  }
  return graph;
}

function paintedSurface({ onDrawn }: Listener): Surface {
  const painter = new Worker(new URL('./painter.ts', import.meta.url), { type: 'module' });
  const tell = (told: Told) => painter.postMessage(told);
  let asked: View | null = null;
  painter.addEventListener('message', ({ data }: MessageEvent<ImageBitmap>) => {
    const view = asked;
    asked = null;
    if (view) onDrawn({ view, image: data });
  });
  return {
    kind: 'canvas',
    get busy() {
      return asked !== null;
    },
    show: (scene, palette) => tell({ kind: 'show', sketch: sketchOf(scene), palette }),
    draw(view) {
      asked = view;
      const { camera, size, moving } = view;
      tell({ kind: 'draw', camera, size, moving, ratio: moving ? 1 : pixelRatio() });
    },
    [Symbol.dispose]: () => painter.terminate(),
  };
}

function pixelRatio(): number {
  return Math.min(2, window.devicePixelRatio || 1);
}

/** What draws on a canvas; one that changes with every frame is quicker without the GPU. */
export function brushOf(canvas: HTMLCanvasElement, changes = false): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d', { willReadFrequently: changes });
  if (!ctx) throw new Error('this browser draws on no canvas');
  return ctx;
}

/** Makes a canvas as large as the screen's own points, and empty. */
export function sized(
  canvas: HTMLCanvasElement,
  ctx: CanvasRenderingContext2D,
  { width, height }: Size,
): void {
  const ratio = pixelRatio();
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
}
