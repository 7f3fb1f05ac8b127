// Draws the charts of components/chart.html beside the table that says the same. Nothing is fetched: the figures stand in the page.
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

// Colours that can be told apart by who sees no red or green; the marks and dashes differ, too.
const COLOURS = ['#0b5fb0', '#c77700', '#2e7d5b', '#8a4fa3'];
const MARKS = ['circle', 'rect', 'triangle', 'diamond'];
const DASHES = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]];

for (const figure of document.querySelectorAll('[data-module~="chart"]')) draw(figure);

function draw(figure) {
  const told = JSON.parse(figure.querySelector('[data-chart]').textContent);
  const canvas = figure.querySelector('.chart-canvas');
  canvas.hidden = false;
  const chart = init(canvas, null, { renderer: 'svg' });
  chart.setOption(options(told));
  new ResizeObserver(() => chart.resize()).observe(canvas);
}

function options({ labels, series, unit, stacked }) {
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    legend: { type: 'scroll', top: 0, left: 0, icon: undefined, itemHeight: 10, itemGap: 28, textStyle: { fontSize: 12, fontFamily: 'sans-serif' } },
    tooltip: { trigger: 'axis', valueFormatter: (value) => (value === null || value === undefined ? '–' : `${value}${unit ?? ''}`), confine: true },
    xAxis: { type: 'category', data: labels, axisTick: { alignWithLabel: true } },
    yAxis: { type: 'value', minInterval: unit ? 0 : 1, axisLabel: { formatter: `{value}${unit ?? ''}` } },
    series: series.map((one, number) => ({
      name: one.name,
      type: one.type ?? 'line',
      data: one.values,
      connectNulls: true,
      stack: stacked ? 'all' : undefined,
      symbol: MARKS[number % MARKS.length],
      symbolSize: 6,
      lineStyle: { width: 2, type: DASHES[number % DASHES.length] },
      barMaxWidth: 28,
    })),
  };
}
