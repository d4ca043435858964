import { MultiDirectedGraph } from 'graphology';
import Sigma from 'sigma';
import type { Camera, Size } from './camera.ts';
import { category } from './category.ts';
import type { Frame } from './frame.ts';
import { linkProgram } from './link-program.ts';
import { type NodeColours, nodeProgram } from './node-program.ts';
import { DASHES, opacityOf, paintLinks, paintNodes, visibleNodes } from './paint.ts';
import { channels, type Palette } from './palette.ts';
import type { Scene } from './scene.ts';

/** What lines and shapes are drawn on; names, lanes and whatever is singled out lie around it. */
export interface Surface extends Disposable {
  readonly kind: 'webgl' | 'canvas';
  show(scene: Scene, palette: Palette): void;
  draw(ctx: CanvasRenderingContext2D, camera: Camera, size: Size, moving: boolean): void;
}

/** On the GPU where there is one, or a program that stands in for it; else on a 2-D canvas. */
export function surfaceIn(host: HTMLElement, onLost: () => void): Surface {
  if (!hasWebGl()) return canvasSurface();
  try {
    return webglSurface(host, onLost);
  } catch {
    return canvasSurface();
  }
}

function hasWebGl(): boolean {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
}

function webglSurface(host: HTMLElement, onLost: () => void): Surface {
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
  return {
    kind: 'webgl',
    show(scene, palette) {
      colours.paper = channels(palette.paper);
      colours.quiet = channels(palette.quiet);
      colours.accent = channels(palette.accent);
      sigma.setGraph(graphOf(scene, palette));
    },
    draw(ctx, camera, size, moving) {
      Object.assign(frame, { camera, size, moving, asked: true });
      host.style.width = `${size.width}px`;
      host.style.height = `${size.height}px`;
      sigma.refresh({ partialGraph: { nodes: [], edges: [] }, skipIndexation: true });
      frame.asked = false;
      for (const name of ['edges', 'nodes']) {
        const canvas = canvases[name];
        if (canvas) ctx.drawImage(canvas, 0, 0, size.width, size.height);
      }
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
  for (const i of scene.nodesByValue.toReversed()) {
    const node = scene.drawn.nodes[i];
    if (!node) continue;
    graph.addNode(String(i), {
      x: scene.x[i],
      y: scene.y[i],
      size: scene.radii[i],
      color: fills.get(node.category),
      shape: category(node.category).shape,
      folded: node.folded,
      ring: node.rests ? (node.freezable ? 2 : 1) : 0,
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

/** While the camera moves, lines drawn at most on a 2-D canvas. */
const MOVING = 900;

function canvasSurface(): Surface {
  let shown: { scene: Scene; palette: Palette } | null = null;
  return {
    kind: 'canvas',
    show(scene, palette) {
      shown = { scene, palette };
    },
    draw(ctx, camera, size, moving) {
      if (!shown) return;
      const { scene, palette } = shown;
      const most = moving ? MOVING : Number.POSITIVE_INFINITY;
      paintLinks(ctx, scene, camera, size, palette, scene.linksByValue, most);
      paintNodes(ctx, scene, camera, palette, visibleNodes(scene, camera, size));
    },
    [Symbol.dispose]() {
      shown = null;
    },
  };
}

/** Makes a canvas as large as the screen's own points, and empty. */
export function sized(
  canvas: HTMLCanvasElement,
  ctx: CanvasRenderingContext2D,
  { width, height }: Size,
): void {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
}
