// What every answer tells the browser: nothing runs, loads or frames but what this server sent.

import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const self = "'self'";
const none = "'none'";

/** Headers of every answer; `isTls` where browsers reach the server over TLS. */
export function safeHeaders(isTls: boolean): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: [none],
      scriptSrc: [self],
      styleSrc: [self],
      // the canvas is exported as an image by way of blob:, icons stand in the style as data:
      imgSrc: [self, 'data:', 'blob:'],
      fontSrc: [self],
      connectSrc: [self],
      manifestSrc: [self],
      workerSrc: [self],
      formAction: [self],
      baseUri: [none],
      frameAncestors: [none],
      objectSrc: [none],
    },
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    crossOriginEmbedderPolicy: false,
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: isTls ? 'max-age=31536000' : false,
    xFrameOptions: 'DENY',
    permissionsPolicy: {
      camera: [],
      geolocation: [],
      microphone: [],
      payment: [],
      usb: [],
      publickeyCredentialsGet: ['self'],
    },
    // a route may say something stricter
    overwrite: false,
  });
}

/** Answers of the interface are about one person, and not for any cache in between. */
export const notKept: MiddlewareHandler = async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('Cache-Control', 'private, no-cache');
};
