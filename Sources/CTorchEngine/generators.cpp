// Random numbers by seeds.
#include "boundary.hpp"
#include <ATen/CPUGeneratorImpl.h>

using namespace ct;

// The Mersenne twister by all 64 bits of a seed: `init_by_array` of its authors' code (Matsumoto and
// Nishimura 2002) with the two halves as the key. libtorch takes the lower half alone.
static at::mt19937 twister(uint64_t seed) {
  constexpr uint32_t size = at::MERSENNE_STATE_N;
  const uint32_t key[2] = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  at::mt19937_data_pod data{};
  auto &state = data.state_;
  const auto before = [&](uint32_t i) { return state[i - 1] ^ (state[i - 1] >> 30); };
  state[0] = 19650218;
  for (uint32_t i = 1; i < size; i++) state[i] = 1812433253 * before(i) + i;
  uint32_t i = 1;
  const auto forward = [&] {
    if (++i < size) return;
    state[0] = state[size - 1];
    i = 1;
  };
  for (uint32_t k = 0; k < size; k++, forward())
    state[i] = (state[i] ^ (before(i) * 1664525)) + key[k % 2] + k % 2;
  for (uint32_t k = 1; k < size; k++, forward()) state[i] = (state[i] ^ (before(i) * 1566083941)) - i;
  state[0] = 0x80000000;
  data.seed_ = seed;
  data.left_ = 1;
  data.seeded_ = true;
  data.next_ = 0;
  at::mt19937 made;
  made.set_data(data);
  return made;
}

extern "C" {

ct_error ct_generator_new(uint64_t seed, int32_t index, ct_generator **out) {
  return guarded([&] {
    if (index < 0) {
      auto generator = at::detail::createCPUGenerator(seed);
      generator.get<at::CPUGeneratorImpl>()->set_engine(twister(seed));
      *out = new ct_generator{generator};
    } else {
      auto generator = at::globalContext().defaultGenerator(device(index)).clone();
      generator.set_current_seed(seed);
      *out = new ct_generator{generator};
    }
  });
}
void ct_generator_free(ct_generator *generator) { delete generator; }

}  // extern "C"
