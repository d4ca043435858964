import { startGraphBrowser } from './test/web/browser.ts';
const browser = await startGraphBrowser();
for (const n of [0,1,3,5]) for (const gl of [false,true]) {
const t = await browser.newPage({viewport:{width:1440,height:900}});
await t.setContent('<div id=w style="position:absolute;inset:0;will-change:transform"></div>');
const r = await t.evaluate(async({n,gl})=>{ const w=document.getElementById('w')!; for(let i=0;i<n;i++){const c=document.createElement('canvas');c.width=1440;c.height=800;c.style.position='absolute';w.append(c); if(gl){const g=c.getContext('webgl2')!;g.clearColor(1,0,0,.1);g.clear(g.COLOR_BUFFER_BIT);} else {const g=c.getContext('2d')!;g.fillStyle='rgba(0,0,99,.1)';g.fillRect(0,0,1000,700);}}
 const o:number[]=[];let b=await new Promise<number>(requestAnimationFrame);for(let i=0;i<40;i++){w.style.transform=`translate(${i%7}px,${i%5}px)`;const x=await new Promise<number>(requestAnimationFrame);o.push(x-b);b=x;} return (1000*o.length/o.reduce((a,b)=>a+b,0)).toFixed(1)},{n,gl});
console.log(n,gl?'gl':'2d',r,'fps'); await t.close(); }
await browser.close();
