/** The page's style sheet. */
export const STYLES = '';
