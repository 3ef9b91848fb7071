#pragma once
// Correlations of square images with square filters by the discrete Fourier transform of the
// images' own length: what wraps around falls outside of the valid result. A 5×5 filter on 9×9
// pixels takes 164 multiplications for each pair of channels in place of 625, and unlike Lavin and
// Gray's algorithm no more than single precision's own rounding.
#include "product.hpp"
#include <cmath>

namespace ct {

// cos and sin of 2πkn / S for k from 1 to S/2.
template <int S> struct Waves {
  static constexpr int half = S / 2;
  // A real image's spectrum is its own mirror: the rows' frequency 0 for half of the columns', the
  // rows' others for all of them.
  static constexpr int places = half + 1 + half * S;
  float cosine[half][S], sine[half][S];

  Waves() {
    for (int k = 1; k <= half; k++)
      for (int n = 0; n < S; n++) {
        const double angle = 2 * M_PI * (k * n % S) / S;
        cosine[k - 1][n] = static_cast<float>(std::cos(angle));
        sine[k - 1][n] = static_cast<float>(std::sin(angle));
      }
  }
};

// A real row of S numbers: frequencies 0…S/2, the imaginary part of 0 being 0.
template <int S>
CT_INLINE void transformRow(const lanes (&d)[S], const Waves<S> &waves, lanes *real, lanes *imaginary,
                            ptrdiff_t next) {
  constexpr int half = S / 2;
  lanes even[half], odd[half], sum = d[0];
#pragma unroll
  for (int n = 0; n < half; n++) {
    even[n] = d[n + 1] + d[S - 1 - n];
    odd[n] = d[n + 1] - d[S - 1 - n];
    sum += even[n];
  }
  real[0] = sum;
  imaginary[0] = lanes{};
#pragma unroll
  for (int k = 0; k < half; k++) {
    lanes a = d[0], b = lanes{};
#pragma unroll
    for (int n = 0; n < half; n++) {
      a += waves.cosine[k][n + 1] * even[n];
      b -= waves.sine[k][n + 1] * odd[n];
    }
    real[(k + 1) * next] = a;
    imaginary[(k + 1) * next] = b;
  }
}

// The spectrum of the image of `count` × `count` pixels at `from`, zeros behind it up to S × S; real
// parts to `to`, a place after the other, imaginary ones beside them.
template <int S>
CT_INLINE void transformImage(const Waves<S> &waves, const float *from, ptrdiff_t row,
                              ptrdiff_t pixel, int count, float *to, ptrdiff_t place,
                              ptrdiff_t imaginary) {
  constexpr int half = S / 2;
  lanes real[half + 1][S], other[half + 1][S];
  for (int y = 0; y < S; y++) {
    lanes d[S];
    if (y >= count) {
      for (int k = 0; k <= half; k++) real[k][y] = other[k][y] = lanes{};
      continue;
    }
#pragma unroll
    for (int x = 0; x < S; x++) d[x] = x < count ? load(from + y * row + x * pixel) : lanes{};
    transformRow<S>(d, waves, &real[0][y], &other[0][y], S);
  }
  lanes column[2][half + 1];
  transformRow<S>(real[0], waves, column[0], column[1], 1);
  for (int k = 0; k <= half; k++, to += place) {
    store(to, column[0][k]);
    store(to + imaginary, column[1][k]);
  }
  for (int k = 1; k <= half; k++, to += S * place) {
    const lanes(&r)[S] = real[k], (&i)[S] = other[k];
    lanes sumR = r[0], sumI = i[0], evenR[half], evenI[half], oddR[half], oddI[half];
#pragma unroll
    for (int n = 0; n < half; n++) {
      evenR[n] = r[n + 1] + r[S - 1 - n];
      oddR[n] = r[n + 1] - r[S - 1 - n];
      evenI[n] = i[n + 1] + i[S - 1 - n];
      oddI[n] = i[n + 1] - i[S - 1 - n];
      sumR += evenR[n];
      sumI += evenI[n];
    }
    store(to, sumR);
    store(to + imaginary, sumI);
    for (int l = 0; l < half; l++) {
      lanes a = r[0], b = lanes{}, c = i[0], e = lanes{};
#pragma unroll
      for (int n = 0; n < half; n++) {
        const float cosine = waves.cosine[l][n + 1], sine = waves.sine[l][n + 1];
        a += cosine * evenR[n];
        b += sine * oddI[n];
        c += cosine * evenI[n];
        e += sine * oddR[n];
      }
      float *const low = to + (l + 1) * place, *const high = to + (S - 1 - l) * place;
      store(low, a + b);
      store(low + imaginary, c - e);
      store(high, a - b);
      store(high + imaginary, c + e);
    }
  }
}

// The first `count` × `count` pixels of the image whose spectrum is at `from`, times S².
template <int S>
CT_INLINE void restoreImage(const Waves<S> &waves, const float *from, ptrdiff_t place,
                            ptrdiff_t imaginary, int count, float *to, ptrdiff_t row,
                            ptrdiff_t pixel) {
  constexpr int half = S / 2;
  lanes real[S][half + 1], other[S][half + 1];
  {
    lanes r[half], i[half];
    const lanes first = load(from);
#pragma unroll
    for (int l = 0; l < half; l++) {
      r[l] = load(from + (l + 1) * place) * 2.0f;
      i[l] = load(from + (l + 1) * place + imaginary) * 2.0f;
    }
    for (int y = 0; y < count; y++) {
      lanes a = first;
#pragma unroll
      for (int l = 0; l < half; l++)
        a += waves.cosine[l][y] * r[l] - waves.sine[l][y] * i[l];
      real[y][0] = a;
    }
    from += (half + 1) * place;
  }
  for (int k = 1; k <= half; k++, from += S * place) {
    // Twice, for the mirrored half that is not there.
    const lanes firstR = load(from) * 2.0f, firstI = load(from + imaginary) * 2.0f;
    lanes evenR[half], evenI[half], oddR[half], oddI[half];
#pragma unroll
    for (int l = 0; l < half; l++) {
      const float *const low = from + (l + 1) * place, *const high = from + (S - 1 - l) * place;
      const lanes lowR = load(low) * 2.0f, lowI = load(low + imaginary) * 2.0f,
                  highR = load(high) * 2.0f, highI = load(high + imaginary) * 2.0f;
      evenR[l] = lowR + highR;
      evenI[l] = lowI + highI;
      oddR[l] = lowR - highR;
      oddI[l] = lowI - highI;
    }
    for (int y = 0; y < count; y++) {
      lanes a = firstR, b = firstI;
#pragma unroll
      for (int l = 0; l < half; l++) {
        const float cosine = waves.cosine[l][y], sine = waves.sine[l][y];
        a += cosine * evenR[l] - sine * oddI[l];
        b += cosine * evenI[l] + sine * oddR[l];
      }
      real[y][k] = a;
      other[y][k] = b;
    }
  }
  for (int y = 0; y < count; y++)
    for (int x = 0; x < count; x++) {
      lanes a = real[y][0];
#pragma unroll
      for (int k = 0; k < half; k++)
        a += waves.cosine[k][x] * real[y][k + 1] - waves.sine[k][x] * other[y][k + 1];
      store(to + y * row + x * pixel, a);
    }
}

}  // namespace ct
