// The map of a text: 16-bit grey from the server, shown in false colours that grow with the probability.

/** @import { Api } from "./api.js" */

/** From nothing over violet and orange to yellow. */
const Colors = [[20, 10, 70], [120, 28, 109], [220, 60, 70], [250, 150, 30], [252, 245, 120]];

/**
 * @param {Api} api
 * @param {string} picture
 * @param {string} text
 * @param {AbortSignal} signal
 */
export async function loadHeatMap(api, picture, text, signal) {
  const grey = await createImageBitmap(await api.map(picture, text, signal));
  const canvas = document.createElement("canvas");
  canvas.width = grey.width;
  canvas.height = grey.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  context.drawImage(grey, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < pixels.data.length; at += 4) {
    const probability = pixels.data[at] / 255;
    const place = probability * (Colors.length - 1);
    const low = Math.min(Math.floor(place), Colors.length - 2);
    for (let channel = 0; channel < 3; channel++) {
      const [from, to] = [Colors[low][channel], Colors[low + 1][channel]];
      pixels.data[at + channel] = from + (to - from) * (place - low);
    }
    pixels.data[at + 3] = 255 * Math.min(1, 0.25 + probability);
  }
  return createImageBitmap(pixels);
}
