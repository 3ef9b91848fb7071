// Linear algebra.
#include "boundary.hpp"

using namespace ct;

extern "C" {

ct_error ct_matmul(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(a->value.matmul(b->value));
}
ct_error ct_cholesky(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(at::linalg_cholesky(a->value));
}
ct_error ct_inverse(const ct_tensor *a, ct_tensor **out) { CT_GIVES(at::linalg_inv(a->value)); }
ct_error ct_singular_values(const ct_tensor *a, ct_tensor **out) {
  CT_GIVES(at::linalg_svdvals(a->value));
}
ct_error ct_symmetric_eigen(const ct_tensor *a, ct_tensor **values, ct_tensor **vectors) {
  return guarded([&] {
    auto [eigenvalues, eigenvectors] = at::linalg_eigh(a->value);
    give(values, eigenvalues);
    give(vectors, eigenvectors);
  });
}
ct_error ct_singular_vectors(const ct_tensor *a, ct_tensor **left, ct_tensor **values,
                             ct_tensor **right) {
  return guarded([&] {
    auto [u, s, v] = at::linalg_svd(a->value, /*full_matrices=*/false);
    give(left, u);
    give(values, s);
    give(right, v);
  });
}
ct_error ct_solve(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(at::linalg_solve(a->value, b->value));
}
ct_error ct_least_squares(const ct_tensor *a, const ct_tensor *b, ct_tensor **out) {
  CT_GIVES(std::get<0>(at::linalg_lstsq(a->value, b->value)));
}
ct_error ct_pairwise_distance(const ct_tensor *a, const ct_tensor *b, double p, ct_tensor **out) {
  // 2 = never by matrix products: the differences are formed, so that near points keep digits.
  CT_GIVES(at::cdist(a->value, b->value, p, 2));
}

}  // extern "C"
