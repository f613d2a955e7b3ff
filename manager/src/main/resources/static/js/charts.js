'use strict';
// Draws the columns of the table of figures; the table stays for those who cannot see the drawing.
document.addEventListener('DOMContentLoaded', () => {
  const rows = [...document.querySelectorAll('#figures tbody tr')].reverse();
  const times = rows.map(row => Date.parse(row.querySelector('time').dateTime) / 1000);
  const heads = document.querySelectorAll('#figures th');
  const language = document.documentElement.lang;
  const hours = (times[times.length - 1] - times[0]) / 3600;
  const tick = time => new Date(time * 1000).toLocaleString(language, hours > 48
    ? { month: 'numeric', day: 'numeric' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // Custom properties hold light-dark(); a colour that is in use is resolved.
  const colour = name => {
    const probe = document.createElement('span');
    probe.style.color = style(name);
    document.body.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return resolved;
  };
  // Inserts, updates, deletes: told apart by more than their colour.
  const strokes = [['--good', []], ['--accent', [8, 4]], ['--bad', [2, 3]]];
  const plots = [];
  const draw = () => {
    plots.splice(0).forEach(plot => plot.destroy());
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } };
    for (const box of document.querySelectorAll('[data-chart]')) {
      box.hidden = false;
      const columns = box.dataset.chart.split(' ');
      const shown = value => (value === null ? '–' : value.toLocaleString(language, { maximumFractionDigits: 2 }));
      plots.push(new uPlot({
        title: box.dataset.title,
        width: box.clientWidth,
        height: 200,
        cursor: { sync: { key: 'figures' } },
        scales: { y: { range: (plot, least, most) => [0, most > 0 ? most * 1.1 : 1] } },
        axes: [{ ...axis, values: (plot, ticks) => ticks.map(tick) }, { ...axis, size: 70, values: (plot, ticks) => ticks.map(shown) }],
        series: [
          { label: heads[0].textContent, value: (plot, time) => (time ? new Date(time * 1000).toLocaleString(language) : '–') },
          ...columns.map((column, i) => {
            const [name, dash] = columns.length > 1 ? strokes[i] : ['--accent', []];
            return { label: heads[column].textContent, stroke: colour(name), dash, width: 2, points: { size: 4, fill: colour(name) }, value: (plot, value) => shown(value ?? null) };
          }),
        ],
      }, [times, ...columns.map(column => rows.map(row => {
        const value = row.cells[column].dataset.value;
        return value ? Number(value) : null;
      }))], box));
    }
  };
  if (rows.length) {
    draw();
    window.addEventListener('resize', draw);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  }
});
