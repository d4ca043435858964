import type { Camera, Size } from './camera.ts';

/** What a surface is drawn with: the camera is ours, because the canvases beside it share it. */
export interface Frame {
  camera: Camera;
  size: Size;
  /** The camera is moving: what is quick to draw is enough. */
  moving: boolean;
  /** Sigma draws of its own accord when it gets a graph; only what is asked for is drawn here. */
  asked: boolean;
}

/** GLSL: a point of the layout in pixels from the upper left, and pixels as clip coordinates. */
export const SCREEN_GLSL = `
uniform vec3 u_camera;
uniform vec2 u_size;
vec2 pixels(vec2 point) { return point * u_camera.x + u_camera.yz; }
vec4 clip(vec2 p) {
  return vec4(p.x / u_size.x * 2.0 - 1.0, 1.0 - p.y / u_size.y * 2.0, 0.0, 1.0);
}
float radiusAt(float radius) {
  return max(u_camera.x < 0.15 ? 1.6 : 3.0, radius * min(1.4, u_camera.x));
}
`;
