import { EdgeProgram, type EdgeProgramType, type ProgramInfo } from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { type Frame, SCREEN_GLSL } from './frame.ts';
import { CELL } from './layout.ts';
import { renderOnce } from './node-program.ts';

/** What a line brings besides what sigma knows; `size` is its width at full scale. */
interface LinkLook extends EdgeDisplayData {
  /** Index into the dashes, by asset; the one after them is that of crossings. */
  readonly dash: number;
  readonly offset: number;
}

/** Pieces of a curve: at rest as many as can be told apart, fewer while the camera moves. */
const PIECES = { rest: 28, far: 10, moving: 5 } as const;

/** While the camera moves, lines drawn at most: those of most worth. All come back at rest. */
const MOVING = 2000;

const UNIFORMS = ['u_camera', 'u_size', 'u_pieces', 'u_dashed'] as const;
type Uniform = (typeof UNIFORMS)[number];

// The same curve as in curve.ts: it leaves and arrives level and ends in an arrow.
const VERTEX = `
attribute vec2 a_step;
attribute vec2 a_from;
attribute vec2 a_to;
attribute vec3 a_ends;
attribute float a_width;
attribute float a_dash;
attribute vec4 a_color;
uniform float u_pieces;
varying float v_off;
varying float v_half;
varying float v_run;
varying float v_dash;
varying vec4 v_color;
${SCREEN_GLSL}
void main() {
  float scale = u_camera.x;
  float width = max(0.7, a_width * min(1.3, max(0.25, scale)));
  float arrow = scale < 0.2 ? 0.0 : (4.0 + width * 0.9) * min(1.0, scale * 1.6);
  vec2 a = pixels(a_from) + vec2(radiusAt(a_ends.x), 0.0);
  vec2 d = pixels(a_to) - vec2(radiusAt(a_ends.y) + 2.0 + arrow, 0.0);
  vec2 shift = vec2(0.0, a_ends.z * min(1.3, scale));
  a += shift;
  d += shift;
  v_color = a_color;
  v_dash = a_dash;
  v_off = 0.0;
  v_half = width * 0.5;
  v_run = 0.0;
  vec2 low = min(a, d);
  vec2 high = max(a, d);
  if (high.x < 0.0 || high.y < -20.0 || low.x > u_size.x || low.y > u_size.y + 20.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  if (a_step.x > u_pieces + 0.5) {
    float tip = a_step.x > u_pieces + 1.5 ? 1.0 : 0.0;
    float wing = (width * 0.5 + arrow * 0.45) * (1.0 - tip);
    v_half = 100.0;
    v_dash = 0.0;
    gl_Position = clip(d + vec2(arrow * tip, wing * a_step.y));
    return;
  }
  float bend = max(34.0 * scale, abs(d.x - a.x) * 0.45);
  vec2 cell = vec2(${CELL.width.toFixed(1)}, ${CELL.height.toFixed(1)}) * scale;
  float cells = (d.x - a.x) / cell.x;
  float peak = 0.42 + 0.05 * min(6.0, cells);
  float rise = abs(d.y - a.y) < cell.y * 0.3 && cells > 1.2 ? -cell.y * peak : 0.0;
  vec2 b = a + vec2(bend, rise);
  vec2 c = d + vec2(-bend, rise);
  float t = a_step.x / u_pieces;
  float u = 1.0 - t;
  vec2 p = u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d;
  vec2 run = u * u * (b - a) + 2.0 * u * t * (c - b) + t * t * (d - c);
  vec2 way = length(run) > 0.001 ? normalize(run) : vec2(1.0, 0.0);
  float reach = width * 0.5 + 0.8;
  v_off = a_step.y * reach;
  v_run = t * (length(d - a) + bend * 0.3);
  gl_Position = clip(p + vec2(-way.y, way.x) * v_off);
}`;

const FRAGMENT = `
precision mediump float;
varying float v_off;
varying float v_half;
varying float v_run;
varying float v_dash;
varying vec4 v_color;
uniform float u_dashed;
float gap(float run, float on, float off) { return step(on, mod(run, on + off)); }
void main() {
  if (u_dashed > 0.5 && v_dash > 0.5) {
    float off = v_dash < 1.5 ? gap(v_run, 12.0, 4.0)
      : v_dash < 2.5 ? gap(v_run, 3.0, 3.0)
      : v_dash < 3.5 ? gap(v_run, 14.0, 4.0)
      : v_dash < 4.5 ? gap(v_run, 7.0, 6.0)
      : v_dash < 5.5 ? gap(v_run, 2.0, 4.0)
      : gap(v_run, 7.0, 3.0);
    if (off > 0.5) discard;
  }
  float edge = 1.0 - smoothstep(v_half - 0.4, v_half + 0.6, abs(v_off));
  float alpha = v_color.a * edge;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}`;

function definition() {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGLRenderingContext;
  const steps = Array.from({ length: PIECES.rest + 3 }, (_, i) => [
    [i, -1],
    [i, 1],
  ]);
  return {
    VERTICES: steps.length * 2,
    VERTEX_SHADER_SOURCE: VERTEX,
    FRAGMENT_SHADER_SOURCE: FRAGMENT,
    METHOD: TRIANGLE_STRIP,
    UNIFORMS,
    ATTRIBUTES: [
      { name: 'a_from', size: 2, type: FLOAT },
      { name: 'a_to', size: 2, type: FLOAT },
      { name: 'a_ends', size: 3, type: FLOAT },
      { name: 'a_width', size: 1, type: FLOAT },
      { name: 'a_dash', size: 1, type: FLOAT },
      { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
    ],
    CONSTANT_ATTRIBUTES: [{ name: 'a_step', size: 2, type: FLOAT }],
    CONSTANT_DATA: steps.flat(),
  };
}

/** Draws lines as curves with arrows, as wide as what they carry, dashed by asset. */
export function linkProgram(frame: Frame): EdgeProgramType {
  const pieces = () => {
    if (frame.moving) return PIECES.moving;
    return frame.camera.scale < 0.3 ? PIECES.far : PIECES.rest;
  };
  return class extends EdgeProgram<Uniform> {
    getDefinition() {
      return definition();
    }

    processVisibleItem(
      _id: number,
      start: number,
      from: NodeDisplayData,
      to: NodeDisplayData,
      data: EdgeDisplayData,
    ): void {
      const { size, color, dash, offset } = data as LinkLook;
      const ends = [from.x, from.y, to.x, to.y, from.size, to.size, offset];
      this.array.set([...ends, size, dash, floatColor(color)], start);
    }

    setUniforms(_params: RenderParams, { gl, uniformLocations: at }: ProgramInfo<Uniform>): void {
      const { camera, size, moving } = frame;
      gl.uniform3f(at.u_camera, camera.scale, camera.x, camera.y);
      gl.uniform2f(at.u_size, size.width, size.height);
      gl.uniform1f(at.u_pieces, pieces());
      gl.uniform1f(at.u_dashed, camera.scale > 0.3 && !moving ? 1 : 0);
    }

    override render(params: RenderParams): void {
      renderOnce(this, frame, this.normalProgram, params, () => {
        this.bindProgram(this.normalProgram);
        this.renderProgram(params, this.normalProgram);
        this.unbindProgram(this.normalProgram);
      });
    }

    /** As many corners as the curve has now, and as many lines as there is time for. */
    override drawWebGL(method: number, { gl, frameBuffer }: ProgramInfo): void {
      const corners = (pieces() + 3) * 2;
      const lines = frame.moving ? Math.min(MOVING, this.capacity) : this.capacity;
      gl.bindFramebuffer(gl.FRAMEBUFFER, frameBuffer);
      if (gl instanceof WebGL2RenderingContext) {
        gl.drawArraysInstanced(method, 0, corners, lines);
        return;
      }
      gl.getExtension('ANGLE_instanced_arrays')?.drawArraysInstancedANGLE(
        method,
        0,
        corners,
        lines,
      );
    }
  } as unknown as EdgeProgramType;
}
