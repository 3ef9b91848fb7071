// The layer that training spends its time in: convolutions of several sizes on the centre crops of
// one input, each with batch norm (Ioffe and Szegedy 2015) and ReLU, their channels joined. What lies
// between the convolutions is done in few passes over memory, forward and backward, where libtorch
// makes a tensor for each step.
#include "boundary.hpp"
#include "filters.hpp"
#include "kernels.hpp"
#include "threads.hpp"
#include <torch/csrc/autograd/custom_function.h>

using namespace ct;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

namespace {

// Sums over pixels are taken by chunks of this many, and the chunks' sums one after the other, so
// that the number of threads changes no bit.
constexpr int64_t chunk = 256;

// Means over all pixels of `width` numbers, from body(first pixel, pixels, sums).
template <typename Body>
std::vector<float> averages(int64_t pixels, int64_t width, const Body &body) {
  const int64_t chunks = (pixels + chunk - 1) / chunk;
  std::vector<float> sums(static_cast<size_t>(chunks * width), 0);
  parallel(chunks, [&](int64_t index) {
    body(index * chunk, std::min(chunk, pixels - index * chunk), sums.data() + index * width);
  });
  std::vector<double> totals(static_cast<size_t>(width), 0);
  for (int64_t index = 0; index < chunks; index++)
    for (int64_t c = 0; c < width; c++) totals[c] += sums[index * width + c];
  std::vector<float> means(static_cast<size_t>(width));
  for (int64_t c = 0; c < width; c++)
    means[c] = static_cast<float>(totals[c] / static_cast<double>(pixels));
  return means;
}

at::Tensor channelsLast(const at::Tensor &t) {
  return t.contiguous(at::MemoryFormat::ChannelsLast);
}

// The centre of `input` on which a kernel gives as many pixels as the largest one gives on all.
at::Tensor crop(const at::Tensor &input, int64_t kernel, int64_t largest) {
  const int64_t margin = (largest - kernel) / 2;
  return input.narrow(2, margin, input.size(2) - 2 * margin)
      .narrow(3, margin, input.size(3) - 2 * margin);
}

struct Statistics {
  std::vector<at::Tensor> means, variances;
  double momentum, epsilon;
};

struct Bank : torch::autograd::Function<Bank> {
  // `parameters`: weight, scale and shift of each filter in turn.
  static at::Tensor forward(AutogradContext *context, const at::Tensor &input,
                            at::TensorList parameters, const Statistics &running) {
    const Kernels &loops = kernels();
    const auto filters = static_cast<int64_t>(parameters.size() / 3);
    int64_t largest = 0, total = 0;
    for (int64_t f = 0; f < filters; f++) {
      largest = std::max(largest, parameters[3 * f].size(2));
      total += parameters[3 * f].size(0);
    }
    const int64_t images = input.size(0), rows = input.size(2) - largest + 1,
                  columns = input.size(3) - largest + 1, pixels = images * rows * columns;
    if (rows < 1 || columns < 1)
      throw std::invalid_argument("a window that is smaller than the network's");
    if (pixels < 2)
      throw std::invalid_argument("batch norm cannot be trained on a single pixel");
    auto out = at::empty({images, total, rows, columns},
                         input.options().memory_format(at::MemoryFormat::ChannelsLast));
    variable_list saved{out};
    int64_t offset = 0;
    for (int64_t f = 0; f < filters; f++) {
      const auto &weight = parameters[3 * f];
      const auto [y, kept] = filter(crop(input, weight.size(2), largest), weight);
      const int64_t channels = weight.size(0);
      const float *values = y.const_data_ptr<float>();
      // From the first pixel's value, so that a large offset costs no digits.
      const std::vector<float> origin(values, values + channels);
      auto mean = averages(pixels, channels, [&](int64_t first, int64_t count, float *sums) {
        loops.addDeviations(values + first * channels, origin.data(), count, channels, false, sums);
      });
      for (int64_t c = 0; c < channels; c++) mean[c] += origin[c];
      const auto variance = averages(pixels, channels, [&](int64_t first, int64_t count, float *s) {
        loops.addDeviations(values + first * channels, mean.data(), count, channels, true, s);
      });
      const auto scale = parameters[3 * f + 1].contiguous(),
                 shift = parameters[3 * f + 2].contiguous();
      auto inverse = at::empty({channels}, input.options()), centre = inverse.clone();
      std::vector<float> factor(channels), term(channels);
      auto *runningMean = running.means[f].mutable_data_ptr<float>();
      auto *runningVariance = running.variances[f].mutable_data_ptr<float>();
      const double unbiased = static_cast<double>(pixels) / static_cast<double>(pixels - 1);
      for (int64_t c = 0; c < channels; c++) {
        const double spread = 1 / std::sqrt(variance[c] + running.epsilon);
        inverse.mutable_data_ptr<float>()[c] = static_cast<float>(spread);
        centre.mutable_data_ptr<float>()[c] = mean[c];
        const double gain = spread * scale.const_data_ptr<float>()[c];
        factor[c] = static_cast<float>(gain);
        term[c] = static_cast<float>(shift.const_data_ptr<float>()[c] - gain * mean[c]);
        runningMean[c] += static_cast<float>(running.momentum * (mean[c] - runningMean[c]));
        runningVariance[c] += static_cast<float>(running.momentum *
                                                 (variance[c] * unbiased - runningVariance[c]));
      }
      float *target = out.mutable_data_ptr<float>() + offset;
      parallel((pixels + chunk - 1) / chunk, [&](int64_t index) {
        const int64_t first = index * chunk;
        loops.normalise(values + first * channels, factor.data(), term.data(),
                  std::min(chunk, pixels - first), channels, target + first * total, total);
      });
      for (const auto &tensor : {kept, weight, scale, y, centre, inverse}) saved.push_back(tensor);
      offset += channels;
    }
    context->save_for_backward(saved);
    context->saved_data["needsInput"] = input.requires_grad();
    return out;
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    const Kernels &loops = kernels();
    const auto saved = context->get_saved_variables();
    const bool needsInput = context->saved_data["needsInput"].toBool();
    const auto &out = saved[0];
    const auto gradient = channelsLast(gradients[0]);
    const int64_t total = out.size(1), pixels = out.numel() / total;
    const auto filters = static_cast<int64_t>((saved.size() - 1) / 6);
    int64_t largest = 0;
    for (int64_t f = 0; f < filters; f++) largest = std::max(largest, saved[6 * f + 2].size(2));
    variable_list found(static_cast<size_t>(3 * filters + 2));
    std::vector<std::pair<int64_t, at::Tensor>> shares;
    int64_t offset = 0;
    for (int64_t f = 0; f < filters; f++) {
      const auto &kept = saved[6 * f + 1], &weight = saved[6 * f + 2], &scale = saved[6 * f + 3],
                 &y = saved[6 * f + 4], &centre = saved[6 * f + 5], &inverse = saved[6 * f + 6];
      const int64_t channels = weight.size(0);
      const float *values = y.const_data_ptr<float>(), *mean = centre.const_data_ptr<float>();
      const float *outputs = out.const_data_ptr<float>() + offset;
      const float *incoming = gradient.const_data_ptr<float>() + offset;
      const auto both = averages(pixels, 2 * channels, [&](int64_t first, int64_t n, float *sums) {
        loops.addGradients(values + first * channels, mean, outputs + first * total,
                     incoming + first * total, total, n, channels, sums, sums + channels);
      });
      auto ofScale = at::empty_like(scale), ofShift = at::empty_like(scale);
      std::vector<float> factor(channels), second(channels);
      for (int64_t c = 0; c < channels; c++) {
        const float spread = inverse.const_data_ptr<float>()[c];
        factor[c] = spread * scale.const_data_ptr<float>()[c];
        second[c] = both[channels + c] * spread * spread;
        ofShift.mutable_data_ptr<float>()[c] = both[c] * static_cast<float>(pixels);
        ofScale.mutable_data_ptr<float>()[c] =
            both[channels + c] * spread * static_cast<float>(pixels);
      }
      auto behind = at::empty_like(y);
      float *target = behind.mutable_data_ptr<float>();
      parallel((pixels + chunk - 1) / chunk, [&](int64_t index) {
        const int64_t first = index * chunk;
        loops.distribute(values + first * channels, mean, outputs + first * total,
                   incoming + first * total, total, std::min(chunk, pixels - first), channels,
                   factor.data(), both.data(), second.data(), target + first * channels);
      });
      const auto [ofPart, ofWeight] = differentiate(behind, kept, weight, needsInput);
      found[3 * f + 1] = ofWeight;
      found[3 * f + 2] = ofScale;
      found[3 * f + 3] = ofShift;
      if (needsInput) shares.emplace_back(weight.size(2), ofPart);
      offset += channels;
    }
    // The largest kernel's share covers the whole input; the others are added to its centre.
    for (const auto &[kernel, share] : shares)
      if (kernel == largest && !found[0].defined()) found[0] = share;
    for (const auto &[kernel, share] : shares)
      if (!share.is_same(found[0])) crop(found[0], kernel, largest).add_(share);
    return found;
  }
};

}  // namespace

namespace {

// The loops above read memory by these shapes.
void requireShapes(const at::Tensor &input, at::TensorList parameters, const Statistics &running) {
  const auto floats = [](const at::Tensor &t) {
    return t.defined() && t.is_cpu() && t.scalar_type() == at::kFloat;
  };
  TORCH_CHECK(floats(input) && input.dim() == 4, "a bank takes N×C×h×w, float32 on the CPU, not ",
              input.sizes());
  for (size_t f = 0; 3 * f < parameters.size(); f++) {
    const auto &weight = parameters[3 * f];
    TORCH_CHECK(floats(weight) && weight.dim() == 4 && weight.size(0) > 0 &&
                    weight.size(1) == input.size(1) && weight.size(2) == weight.size(3) &&
                    weight.size(2) % 2 == 1,
                "a bank's filter of shape ", weight.sizes(), " for ", input.size(1), " channels");
    for (const auto &one : {parameters[3 * f + 1], parameters[3 * f + 2], running.means[f],
                            running.variances[f]})
      TORCH_CHECK(floats(one) && one.dim() == 1 && one.size(0) == weight.size(0),
                  "batch norm of shape ", one.sizes(), " for ", weight.size(0), " channels");
    for (const auto &one : {running.means[f], running.variances[f]})
      TORCH_CHECK(one.is_contiguous(), "running statistics that do not lie together");
  }
}

}  // namespace

extern "C" ct_error ct_bank(const ct_tensor *input, ct_tensor *const *weights,
                            ct_tensor *const *scales, ct_tensor *const *shifts,
                            ct_tensor *const *means, ct_tensor *const *variances, int32_t filters,
                            double momentum, double epsilon, ct_tensor **out) {
  return guarded([&] {
    TORCH_CHECK(filters > 0, "a bank of ", filters, " filters");
    std::vector<at::Tensor> parameters;
    for (int32_t f = 0; f < filters; f++)
      for (auto *handle : {weights[f], scales[f], shifts[f]}) parameters.push_back(handle->value);
    const Statistics running{tensors(means, filters), tensors(variances, filters), momentum,
                             epsilon};
    requireShapes(input->value, parameters, running);
    give(out, Bank::apply(input->value, at::TensorList(parameters), running));
  });
}
