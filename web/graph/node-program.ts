import { NodeProgram, type NodeProgramType, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { type Frame, SCREEN_GLSL } from './frame.ts';

/** What a node brings besides what sigma knows; `size` is its radius at full scale. */
interface NodeLook extends NodeDisplayData {
  readonly shape: number;
  readonly folded: boolean;
  /** 0: nothing rests here; 1: something does; 2: and somebody can stop it. */
  readonly ring: number;
  /** Context: drawn empty. */
  readonly hollow: boolean;
}

/** Colours that every node shares. */
export interface NodeColours {
  paper: readonly number[];
  quiet: readonly number[];
  accent: readonly number[];
}

const UNIFORMS = ['u_camera', 'u_size', 'u_paper', 'u_quiet', 'u_accent'] as const;
type Uniform = (typeof UNIFORMS)[number];

const VERTEX = `
attribute vec2 a_corner;
attribute vec2 a_position;
attribute float a_radius;
attribute float a_shape;
attribute float a_flags;
attribute vec4 a_color;
varying vec2 v_at;
varying float v_radius;
varying float v_shape;
varying float v_flags;
varying vec4 v_color;
${SCREEN_GLSL}
void main() {
  v_radius = radiusAt(a_radius);
  float reach = v_radius > 6.0 ? v_radius * 1.34 + 7.0
    : v_radius > 3.6 ? v_radius * 1.3 + 2.5 : v_radius + 0.6;
  v_at = a_corner * reach;
  v_shape = a_shape;
  v_flags = a_flags;
  v_color = a_color;
  vec2 middle = pixels(a_position);
  vec2 far = abs(middle - u_size * 0.5) - u_size * 0.5 - reach;
  gl_Position = max(far.x, far.y) > 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : clip(middle + v_at);
}`;

// Signed distances to each shape, in radii, y downwards; the 2-D canvas draws the same corners.
const FRAGMENT = `
precision highp float;
varying vec2 v_at;
varying float v_radius;
varying float v_shape;
varying float v_flags;
varying vec4 v_color;
uniform vec3 u_paper;
uniform vec3 u_quiet;
uniform vec3 u_accent;
const float PI = 3.14159265;
float polygon(vec2 p, float corners, float radius, float turn) {
  float part = 2.0 * PI / corners;
  float angle = atan(p.y, p.x) - turn - part * 0.5;
  float off = mod(angle + part * 0.5, part) - part * 0.5;
  return cos(off) * length(p) - radius * cos(part * 0.5);
}
float distanceTo(vec2 p) {
  if (v_shape < 0.5) return polygon(p, 4.0, 1.2, -PI / 2.0);
  if (v_shape < 1.5) {
    vec2 d = abs(p) - vec2(0.72, 0.42);
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0) - 0.28;
  }
  if (v_shape < 2.5) return polygon(p, 6.0, 1.08, 0.0);
  if (v_shape < 3.5) return polygon(p, 8.0, 1.06, PI / 8.0);
  if (v_shape < 4.5) return polygon(p, 3.0, 1.28, -PI / 2.0);
  if (v_shape < 5.5) {
    float walls = max(abs(p.x) - 1.0, p.y - 0.92);
    return max(walls, dot(vec2(abs(p.x), p.y + 1.1), vec2(0.615, -0.788)));
  }
  if (v_shape < 6.5) return polygon(p, 5.0, 1.12, PI / 2.0);
  return length(p) - 1.0;
}
vec4 over(vec4 front, vec4 back) { return front + back * (1.0 - front.a); }
vec4 solid(vec3 colour, float alpha) { return vec4(colour * alpha, alpha); }
void main() {
  float r = v_radius;
  bool hollow = v_flags > 7.5;
  float flags = hollow ? v_flags - 8.0 : v_flags;
  float ring = floor(flags * 0.5);
  bool folded = mod(flags, 2.0) > 0.5;
  if (r <= 3.6) {
    // so small, only square and round can be told apart
    bool square = v_shape > 0.5 && v_shape < 1.5;
    float near = square ? max(abs(v_at.x), abs(v_at.y) * 1.4) : length(v_at);
    gl_FragColor = solid(v_color.rgb, 1.0 - smoothstep(r - 0.6, r + 0.4, near));
    return;
  }
  float d = distanceTo(v_at / r) * r;
  vec4 colour = solid(v_color.rgb, 1.0 - smoothstep(-0.5, 0.5, d));
  if (hollow) {
    // empty, with a broken border: context, in which there is no money of the trace
    float turn = mod(atan(v_at.y, v_at.x) * r, 5.0);
    float border = (1.0 - step(3.0, turn)) * (1.0 - smoothstep(0.6, 1.4, abs(d + 0.7)));
    colour = over(solid(v_color.rgb, border), solid(u_paper, 1.0 - smoothstep(-0.5, 0.5, d)));
    if (folded) {
      float rear = distanceTo(v_at / r - vec2(0.34, -0.34)) * r;
      float edge = (1.0 - step(3.0, turn)) * (1.0 - smoothstep(0.6, 1.4, abs(rear + 0.7)));
      colour = over(colour, solid(v_color.rgb, edge));
    }
    gl_FragColor = colour;
    return;
  }
  float halo = r > 4.0 ? 1.2 : 0.4;
  colour = over(colour, solid(u_paper, 1.0 - smoothstep(halo - 0.5, halo + 0.5, d)));
  if (folded && r > 4.0) {
    float behind = distanceTo(v_at / r - vec2(0.34, -0.34)) * r;
    colour = over(colour, solid(v_color.rgb, 0.55 * (1.0 - smoothstep(-0.5, 0.5, behind))));
  }
  if (ring > 0.5 && r > 2.4) {
    float half_ = ring > 1.5 ? 1.1 : 0.5;
    float away = abs(length(v_at) - r * 1.12 - (r > 6.0 ? 5.0 : 2.0)) - half_;
    vec3 paint = ring > 1.5 ? u_accent : u_quiet;
    colour = over(colour, solid(paint, 1.0 - smoothstep(-0.5, 0.5, away)));
  }
  gl_FragColor = colour;
}`;

/** Draws nodes as the shapes of their categories, groups as stacks, and rings where money rests. */
export function nodeProgram(frame: Frame, colours: NodeColours): NodeProgramType {
  return class extends NodeProgram<Uniform> {
    getDefinition() {
      const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGLRenderingContext;
      return {
        VERTICES: 4,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLE_STRIP,
        UNIFORMS,
        ATTRIBUTES: [
          { name: 'a_position', size: 2, type: FLOAT },
          { name: 'a_radius', size: 1, type: FLOAT },
          { name: 'a_shape', size: 1, type: FLOAT },
          { name: 'a_flags', size: 1, type: FLOAT },
          { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
        CONSTANT_ATTRIBUTES: [{ name: 'a_corner', size: 2, type: FLOAT }],
        CONSTANT_DATA: [
          [-1, -1],
          [1, -1],
          [-1, 1],
          [1, 1],
        ],
      };
    }

    processVisibleItem(_id: number, start: number, data: NodeDisplayData): void {
      const { x, y, size, color, shape, folded, ring, hollow } = data as NodeLook;
      const flags = Number(hollow) * 8 + ring * 2 + Number(folded);
      this.array.set([x, y, size, shape, flags, floatColor(color)], start);
    }

    setUniforms(_params: RenderParams, { gl, uniformLocations: at }: ProgramInfo<Uniform>): void {
      const { camera, size } = frame;
      gl.uniform3f(at.u_camera, camera.scale, camera.x, camera.y);
      gl.uniform2f(at.u_size, size.width, size.height);
      gl.uniform3fv(at.u_paper, [...colours.paper]);
      gl.uniform3fv(at.u_quiet, [...colours.quiet]);
      gl.uniform3fv(at.u_accent, [...colours.accent]);
    }

    /** Once, not a second time for picking: what is under the pointer is found without the GPU. */
    override render(params: RenderParams): void {
      renderOnce(this, frame, this.normalProgram, params, () => {
        this.bindProgram(this.normalProgram);
        this.renderProgram(params, this.normalProgram);
        this.unbindProgram(this.normalProgram);
      });
    }
  } as unknown as NodeProgramType;
}

/** Sets the viewport and draws, unless there is nothing to draw or nobody asked. */
export function renderOnce(
  program: { hasNothingToRender(): boolean },
  { asked }: Frame,
  { gl }: ProgramInfo,
  { width, height, pixelRatio }: RenderParams,
  draw: () => void,
): void {
  if (!asked || program.hasNothingToRender()) return;
  gl.viewport(0, 0, width * pixelRatio, height * pixelRatio);
  draw();
}
