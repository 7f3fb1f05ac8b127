// The diagram's words in the page's fonts: bpmn-js measures with them, so that Chinese wraps where it should.
const fontFamily = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

export const textRenderer = {
  defaultStyle: { fontFamily, fontSize: 12, lineHeight: 1.25 },
  externalStyle: { fontFamily, fontSize: 12, lineHeight: 1.25 },
};
