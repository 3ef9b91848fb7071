#include "COpenCV.h"

#include <cstring>
#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/ml.hpp>

struct co_forest {
  cv::Ptr<cv::ml::RTrees> trees;
};

template <typename Body> static char *guarded(Body body) {
  try {
    body();
    return nullptr;
  } catch (const std::exception &error) {
    return strdup(error.what());
  } catch (...) {
    return strdup("an unknown C++ exception");
  }
}

// OpenCV's matrices do not own memory that they are given, and do not write to it here.
static cv::Mat matrix(const float *values, int32_t rows, int32_t columns) {
  return cv::Mat(rows, columns, CV_32F, const_cast<float *>(values));
}

extern "C" char *co_forest_grow(const float *features, const int32_t *classes, int32_t rows,
                                int32_t columns, int32_t trees, uint64_t seed, co_forest **out) {
  return guarded([&] {
    cv::Mat responses(rows, 1, CV_32S, const_cast<int32_t *>(classes));
    auto data = cv::ml::TrainData::create(matrix(features, rows, columns), cv::ml::ROW_SAMPLE,
                                          responses);
    auto forest = cv::ml::RTrees::create();
    // As deep as OpenCV lets them grow, to leaves of one class.
    forest->setMaxDepth(25);
    forest->setMinSampleCount(1);
    forest->setActiveVarCount(0);
    forest->setTermCriteria(cv::TermCriteria(cv::TermCriteria::MAX_ITER, trees, 0));
    // The generator is the calling thread's own.
    cv::theRNG() = cv::RNG(seed);
    forest->train(data);
    *out = new co_forest{forest};
  });
}

extern "C" char *co_forest_vote(const co_forest *forest, const float *features, int32_t rows,
                                int32_t columns, int32_t class_count, int32_t *votes) {
  return guarded([&] {
    cv::Mat counts;
    forest->trees->getVotes(matrix(features, rows, columns), counts, 0);
    // The first row names the class of each column.
    for (int column = 0; column < counts.cols; column++) {
      int index = counts.at<int>(0, column);
      if (index < 0 || index >= class_count) continue;
      for (int row = 0; row < rows; row++) {
        votes[static_cast<size_t>(row) * class_count + index] += counts.at<int>(row + 1, column);
      }
    }
  });
}

extern "C" void co_forest_free(co_forest *forest) { delete forest; }
