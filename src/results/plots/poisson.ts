/**
 * The central interval of 68.27 % of the mean of a Poisson distribution of which `count` was seen (Garwood 1936): means
 * beyond it would give so many, or so few, with a probability below 15.87 % each. `count` is a whole number from 0.
 */
export function poissonInterval(count: number): readonly [number, number] {
  if (count > MOST_SUMMED) return [cubed(count, -1), cubed(count + 1, 1)];
  const deviation = Math.sqrt(count);
  const low = count === 0 ? 0 : meanWith(count - 1, 1 - TAIL, Math.max(0, count - 2 * deviation), count);
  return [low, meanWith(count, TAIL, count, count + 2 * deviation + 2)];
}

/** The probability beyond one standard deviation of a normal distribution, on one side. */
const TAIL = 0.158655253931457;
/** Above it the approximation is good to seven digits, and faster. */
const MOST_SUMMED = 10_000;

/** The quantile of a χ² distribution at ±1 standard deviation, halved (Wilson and Hilferty 1931). */
function cubed(count: number, deviations: number): number {
  return count * (1 - 1 / (9 * count) + deviations / (3 * Math.sqrt(count))) ** 3;
}

/** The mean for which at most `count` are seen with the given probability, which falls with the mean. */
function meanWith(count: number, probability: number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < 60 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (atMost(count, middle) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability of at most `count`: terms from the largest down, until they no longer matter. */
function atMost(count: number, mean: number): number {
  let term = Math.exp(count * Math.log(mean) - mean - logFactorial(count));
  let sum = 0;
  for (let k = count; k >= 0 && term > 1e-17 * sum; k--) {
    sum += term;
    term *= k / mean;
  }
  return sum;
}

/** ln n!, by Stirling's series where that is exact enough. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  const series = 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5) - 1 / (1680 * n ** 7);
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + series;
}
