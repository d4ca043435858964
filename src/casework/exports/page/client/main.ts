/// <reference lib="dom" />

document.body.classList.remove('no-script');
