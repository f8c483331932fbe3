// Draws every <figure data-chart> from the JSON beside it. A click on a datum opens the rows behind it.
import * as echarts from "echarts/core";
import { BarChart, LineChart, MapChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  BarChart, LineChart, MapChart, PieChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);

const COLOURS = ["#1b5aa8", "#2f9e6e", "#d97706", "#7c4fb3", "#b3261e", "#4a9cd9", "#55606e"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];
const INK = "#1d2733";

function look(size) {
  const font = { fontSize: size, fontFamily: getComputedStyle(document.body).fontFamily, color: INK };
  return {
    color: COLOURS,
    textStyle: font,
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { renderMode: "richText", confine: true, textStyle: font },
    font,
  };
}

function axes(data, font) {
  const name = { type: "category", data: data.categories, axisLabel: { ...font, hideOverlap: true }, axisTick: { show: false } };
  const value = { type: "value", axisLabel: font, minInterval: data.whole ? 1 : 0 };
  return data.flat ? { xAxis: value, yAxis: { ...name, inverse: true } } : { xAxis: name, yAxis: value };
}

function seriesOf(data) {
  return data.series.map((one, i) => ({
    name: one.name,
    type: one.line || data.kind === "line" ? "line" : "bar",
    stack: data.kind === "stacked" && !one.line ? "all" : undefined,
    data: one.values.map((value, j) => ({ value, link: one.links?.[j] })),
    symbol: SYMBOLS[i % SYMBOLS.length],
    symbolSize: 8,
    barMaxWidth: 36,
    emphasis: { focus: "series" },
  }));
}

function grid(data) {
  const { font, ...base } = look(data.size);
  return {
    ...base,
    ...axes(data, font),
    tooltip: { ...base.tooltip, trigger: "axis" },
    legend: { show: data.series.length > 1, top: 0, left: 0, textStyle: font },
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 48 : 16, bottom: 8, containLabel: true },
    series: seriesOf(data),
  };
}

function pie(data) {
  const { font, ...base } = look(data.size);
  const [one] = data.series;
  const slices = data.categories.map((name, i) => ({ name, value: one.values[i], link: one.links?.[i] }));
  const values = new Map(slices.map((slice) => [slice.name, slice.value]));
  return {
    ...base,
    legend: { bottom: 0, textStyle: font, formatter: (name) => `${name} ${values.get(name) ?? "无数据"}` },
    series: [{
      type: "pie", radius: ["38%", "66%"], center: ["50%", "44%"], data: slices, label: { show: false },
      itemStyle: { borderColor: "#fff", borderWidth: 2 },
    }],
  };
}

async function cells(data) {
  const response = await fetch(data.geojson);
  if (!response.ok) throw new Error(`map ${data.geojson}: ${response.status}`);
  const geojson = await response.json();
  echarts.registerMap(data.geojson, geojson);
  const { font, ...base } = look(data.size);
  const [one] = data.series;
  const titles = new Map(data.keys.map((key, i) => [key, data.categories[i]]));
  const values = data.keys.map((name, i) => ({ name, value: one.values[i], link: one.links?.[i] }));
  const numbers = one.values.filter((v) => v !== null);
  return {
    ...base,
    tooltip: { ...base.tooltip, formatter: (p) => `${titles.get(p.name) ?? p.name}：${Number.isFinite(p.value) ? p.value : "无数据"}${data.unit}` },
    visualMap: {
      min: Math.min(0, ...numbers), max: Math.max(1, ...numbers), left: 0, bottom: 0, calculable: false, text: ["多", "少"], textStyle: font,
      inRange: { color: ["#e8f0f9", "#9cc3ea", "#3f7fc4"] },
    },
    series: [{
      type: "map", map: data.geojson, nameProperty: data.property, data: values, aspectScale: 0.87, roam: false, selectedMode: false,
      label: { ...font, show: true, textBorderColor: "#fff", textBorderWidth: 2, fontSize: Math.max(11, data.size - 2), formatter: (p) => titles.get(p.name) ?? "" },
      labelLayout: { hideOverlap: true },
      itemStyle: { areaColor: "#eef1f5", borderColor: "#fff", borderWidth: 1.5 },
      emphasis: { label: font, itemStyle: { areaColor: "#f5c26b" } },
    }],
  };
}

async function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  data.size = Math.max(12, Math.round(parseFloat(getComputedStyle(canvas).fontSize)) - (document.documentElement.className.includes("elder") ? 0 : 2));
  const option = data.kind === "map" ? await cells(data) : data.kind === "pie" ? pie(data) : grid(data);
  const chart = echarts.init(canvas);
  chart.setOption(option);
  chart.on("click", (event) => {
    if (event.data?.link) window.location.href = event.data.link;
  });
  new ResizeObserver(() => chart.resize()).observe(canvas);
  figure.dataset.drawn = "1";
}

function drawAll(root) {
  for (const figure of root.querySelectorAll("figure[data-chart]:not([data-drawn])")) {
    figure.dataset.drawn = "0";
    draw(figure).catch((error) => {
      console.error(error);
      // The numbers are still there: open the table instead of leaving a hole.
      figure.querySelector(".chart-canvas").hidden = true;
      figure.querySelector("details").open = true;
    });
  }
}

drawAll(document);
document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
