// Convolutions by the Fourier transform: spectra of images and filters, and their products.
#include "spectra.hpp"
#include "threads.hpp"

using namespace ct;

namespace {

// Spectra of images, place by place: images × (real, imaginary) × channels.
struct Spectra {
  int64_t images, channels;
  at::Tensor memory;

  // So that places do not fall on the same lines of the cache.
  ptrdiff_t place() const { return images * 2 * channels + width; }
  ptrdiff_t image() const { return 2 * channels; }
  float *at(int64_t index) const { return memory.mutable_data_ptr<float>() + index * place(); }
};

Spectra spectra(const at::Tensor &like, int64_t places, int64_t images, int64_t channels) {
  Spectra made{images, channels, {}};
  made.memory = at::empty({places * made.place()}, like.options());
  return made;
}

// Of images N × C × n × n whose channels lie together.
Spectra transformed(const Fourier &way, const at::Tensor &images) {
  const auto made = spectra(images, way.places(), images.size(0), images.size(1));
  const float *from = images.const_data_ptr<float>();
  const ptrdiff_t step = images.stride(0), row = images.stride(2), pixel = images.stride(3);
  const int count = static_cast<int>(images.size(2));
  parallel(made.images, [&](int64_t image) {
    for (int64_t channel = 0; channel < made.channels; channel += width)
      way.image(from + image * step + channel, row, pixel, count,
                made.at(0) + image * made.image() + channel, made.place(), made.channels);
  });
  return made;
}

at::Tensor restored(const Fourier &way, const Spectra &from, int64_t count) {
  auto images = empty(from.memory, from.images, from.channels, count, count);
  float *to = images.mutable_data_ptr<float>();
  parallel(from.images, [&](int64_t image) {
    for (int64_t channel = 0; channel < from.channels; channel += width)
      way.restore(from.at(0) + image * from.image() + channel, from.place(), from.channels,
                  static_cast<int>(count), to + image * count * count * from.channels + channel,
                  count * from.channels, from.channels);
  });
  return images;
}

// The filters' spectra W as packed real matrices, 2·depth × 2·lanes at each place: with `conjugate`
// what multiplies (real, imaginary) by the conjugate of W, otherwise by W; both over side².
//
// `weight`: depth × r × r × lanes.
struct PackedSpectra {
  int64_t depth, lanes;
  at::Tensor memory;

  ptrdiff_t place() const { return 4 * depth * lanes + width; }
  const float *at(int64_t index) const {
    return memory.const_data_ptr<float>() + index * place();
  }
};

PackedSpectra packed(const Fourier &way, const at::Tensor &weight, bool conjugate) {
  const int64_t depth = weight.size(0), kernel = weight.size(1), count = weight.size(3);
  PackedSpectra made{depth, count, {}};
  made.memory = at::empty({way.places() * made.place()}, weight.options());
  const float *from = weight.const_data_ptr<float>();
  float *const target = made.memory.mutable_data_ptr<float>();
  const float scale = way.scale(), sign = conjugate ? scale : -scale;
  parallel(depth, [&](int64_t d) {
    float spectrum[mostPlaces * 2 * width];
    for (int64_t lane = 0; lane < count; lane += width) {
      way.image(from + d * kernel * kernel * count + lane, kernel * count, count,
                static_cast<int>(kernel), spectrum, 2 * width, width);
      float *real = target + (lane * 2 * depth + d * width),
            *imaginary = real + 2 * depth * count;
      for (int64_t place = 0; place < way.places(); place++) {
        const ct::lanes r = load(spectrum + place * 2 * width),
                    i = load(spectrum + place * 2 * width + width);
        store(real, r * scale);
        store(real + depth * width, i * sign);
        store(imaginary, i * -sign);
        store(imaginary + depth * width, r * scale);
        real += made.place();
        imaginary += made.place();
      }
    }
  });
  return made;
}

void multiplySpectra(const Kernels &loops, const Spectra &from, const PackedSpectra &weights,
                     const Spectra &to, int64_t place) {
  loops.multiply({from.at(place), from.image(), from.image(), weights.at(place), to.at(place),
                  to.image(), to.image(), nullptr, false},
                 from.images);
}

}  // namespace

Filtered ct::filterFourier(const Fourier &way, const at::Tensor &input, const at::Tensor &weight) {
  const auto kept = transformed(way, input.stride(1) == 1 ? input : channelsLast(input));
  const auto weights = packed(way, weight.permute({1, 2, 3, 0}).contiguous(), true);
  const auto result = spectra(input, way.places(), input.size(0), weight.size(0));
  const Kernels &loops = kernels();
  parallel(way.places(), [&](int64_t place) {
    multiplySpectra(loops, kept, weights, result, place);
  });
  return {restored(way, result, way.side - weight.size(2) + 1), kept.memory};
}

FilterGradients ct::differentiateFourier(const Fourier &way, const at::Tensor &output,
                                         const at::Tensor &kept, const at::Tensor &weight,
                                         bool needsInput) {
  const auto ordered = channelsLast(weight);
  const int64_t inputs = weight.size(1), outputs = weight.size(0), kernel = weight.size(2);
  const Spectra input{output.size(0), inputs, kept};
  const auto gradient = transformed(way, output);
  // For each place 2·outputs × 2·inputs.
  const auto ofWeight = spectra(output, way.places(), 2 * outputs, inputs);
  PackedSpectra weights{};
  Spectra ofInput{};
  if (needsInput) {
    weights = packed(way, ordered.permute({0, 2, 3, 1}), false);
    ofInput = spectra(output, way.places(), input.images, inputs);
  }
  const Kernels &loops = kernels();
  parallel(way.places(), [&](int64_t place) {
    Product job{gradient.at(place), 1, input.images, input.at(place), ofWeight.at(place),
                2 * inputs, 2 * inputs, nullptr, false};
    job.inputStep = gradient.image();
    job.weightStep = input.image();
    job.groupStep = width;
    loops.multiply(job, 2 * outputs);
    if (needsInput) multiplySpectra(loops, gradient, weights, ofInput, place);
  });
  FilterGradients found;
  if (needsInput) found.input = restored(way, ofInput, way.side);
  found.weight = at::empty_like(ordered);
  float *const target = found.weight.mutable_data_ptr<float>();
  const float scale = way.scale();
  parallel(outputs, [&](int64_t o) {
    float spectrum[mostPlaces * 2 * width];
    for (int64_t channel = 0; channel < inputs; channel += width) {
      for (int64_t place = 0; place < way.places(); place++) {
        const float *real = ofWeight.at(place) + o * 2 * inputs + channel,
                    *imaginary = real + outputs * 2 * inputs;
        // x times the conjugate of y.
        store(spectrum + place * 2 * width, (load(real) + load(imaginary + inputs)) * scale);
        store(spectrum + place * 2 * width + width,
              (load(real + inputs) - load(imaginary)) * scale);
      }
      way.restore(spectrum, 2 * width, width, static_cast<int>(kernel),
                  target + o * kernel * kernel * inputs + channel, kernel * inputs, inputs);
    }
  });
  return found;
}
