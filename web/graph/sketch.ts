import type { Axis } from './axis.ts';
import type { DrawnNode } from './fold.ts';
import type { Lane } from './layout.ts';
import type { Scene, SceneLink } from './scene.ts';

/** What of a scene lies behind the names: little enough to be handed to another thread. */
export interface Sketch extends Pick<Scene, 'x' | 'y' | 'radii' | 'nodesByValue' | 'linksByValue'> {
  readonly drawn: {
    readonly nodes: readonly Pick<
      DrawnNode,
      'category' | 'folded' | 'rests' | 'freezable' | 'context'
    >[];
  };
  readonly links: readonly Pick<
    SceneLink,
    'from' | 'to' | 'width' | 'offset' | 'line' | 'crossing' | 'empty'
  >[];
  readonly layout: {
    readonly lanes: readonly Lane[];
    readonly axis: Pick<Axis, 'starts' | 'offsets'>;
  };
}

/** Leaves out what is only written or looked up. */
export function sketchOf(scene: Scene): Sketch {
  const { x, y, radii, nodesByValue, linksByValue, layout } = scene;
  const { starts, offsets } = layout.axis;
  return {
    ...{ x, y, radii, nodesByValue, linksByValue },
    drawn: {
      nodes: scene.drawn.nodes.map(({ category, folded, rests, freezable, context }) => {
        return { category, folded, rests, freezable, context };
      }),
    },
    links: scene.links.map(({ from, to, width, offset, line, crossing, empty }) => {
      return { from, to, width, offset, line, crossing, empty };
    }),
    layout: { lanes: layout.lanes, axis: { starts, offsets } },
  };
}
