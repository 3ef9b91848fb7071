# Everything is built once, in release: the demo, the tests and the program share it. Some tests look
# inside of a room, which a release build allows only if it is told to.
SWIFT_BUILD = swift build -c release -Xswiftc -enable-testing

.PHONY: deps build demo test lint bench fuzz mutants documentation

# Installs what is missing: Debian packages, libtorch.
deps:
	@scripts/deps

# The program, and the library beside it that it loads libtorch by.
build: deps
	$(SWIFT_BUILD) --product FacetTorch
	$(SWIFT_BUILD) --product facet

# Simulates a scene, trains on it, maps it and reports, into demo/.
demo: build
	.build/release/facet demo -o demo

lint:
	swift format lint --strict --parallel -r Sources Tests Package.swift

# All tests, or those of one room: make test TARGET=ScenesTests
test: deps lint
	$(SWIFT_BUILD) --build-tests
	$(if $(TARGET),,FACET=$(PWD)/.build/release/facet PYTHONPATH=python /usr/bin/python3 -m unittest discover -q \
	  -s python/tests -k inspect -k errors)
	swift test -c release -Xswiftc -enable-testing --skip-build --disable-xctest $(if $(TARGET),--filter $(TARGET))

# Facet beside PyTorch, h5py and the machine itself: writes Benchmarks/results.md.
bench: build
	$(SWIFT_BUILD) --product timings
	Benchmarks/bench

# Damaged files of every format under AddressSanitizer, in processes of their own; writes
# .build/fuzz.md. One case again: mutations --reads --format EMIT --first 18 --count 1
CASES = 20000
fuzz: deps
	$(SWIFT_BUILD) --sanitize=address --scratch-path .build/asan --product mutations
	ASAN_OPTIONS=detect_leaks=0 .build/asan/release/mutations --count $(CASES) --jobs 2 -o .build/fuzz.md

# Labels, libraries and cubes that other programs write here and now, read by Facet:
# remotior-sensus, h5py, SPy, numpy.
INTERCHANGE = .build/interchange
.PHONY: check-interchange
check-interchange: deps
	[ -x $(INTERCHANGE)/bin/python ] || /usr/bin/python3 -m venv --system-site-packages $(INTERCHANGE)
	$(INTERCHANGE)/bin/pip install -q remotior_sensus==0.8.0 spectral==0.25 h5py
	mkdir -p $(INTERCHANGE)/files
	$(INTERCHANGE)/bin/python Tests/Interchange/write.py $(INTERCHANGE)/files
	$(SWIFT_BUILD) --build-tests
	FACET_INTERCHANGE=$(PWD)/$(INTERCHANGE)/files swift test -c release -Xswiftc -enable-testing \
	  --skip-build --disable-xctest --filter 'ProjectTests|NumPyTests|LibraryFileTests'

# Faults put into a copy of the sources one by one: each must make a test fail. Those of one room:
# make mutants TARGET=TorchTests
mutants: deps
	Tests/mutants/run $(TARGET)

# The public symbols of every room as pages, into .build/documentation; of the rooms that only the
# house uses, those of the package. A warning is an error.
ROOMS = Parts Torch Scenes Sampling Networks MetricLearning Classical Training Mapping
HOUSE_ROOMS = SelfSupervision Episodes
PAGES = swift package --allow-writing-to-directory .build/documentation generate-documentation \
  --warnings-as-errors --output-path .build/documentation/$$room --target $$room
documentation: deps
	mkdir -p .build/documentation
	for room in $(ROOMS); do $(PAGES) || exit 1; done
	for room in $(HOUSE_ROOMS); do $(PAGES) --symbol-graph-minimum-access-level package || exit 1; done

# Packages, into .build/packages: see scripts/package.
.PHONY: tarball deb wheel qgis packages check-packages check-python check-qgis
tarball deb wheel: deps
	scripts/package $@

qgis:
	scripts/package qgis

packages: tarball deb wheel qgis

# Bare Debian 12 and 13 by debootstrap, as root: writes .build/packages/check.md.
check-packages:
	scripts/check-packages

# The Python package by real calls, in an environment with all that it can use.
PYTHON = .build/python
check-python: build
	[ -x $(PYTHON)/bin/python ] || python3 -m venv $(PYTHON)
	$(PYTHON)/bin/pip install -q numpy h5py xarray rioxarray typing_extensions
	FACET=$(PWD)/.build/release/facet PYTHONPATH=python:.libtorch \
	  $(PYTHON)/bin/python -m unittest discover python/tests

# The QGIS plug-in by qgis_process, offscreen.
check-qgis: build
	qgis/tests/run .build/release/facet

# Exports as rio-cogeo, stac-validator, stac-model, onnxruntime, rasterstats, QGIS and Chromium read
# them; also of a scene of yours: make check-export SCENE=scene.h5 CUBE=radiance
.PHONY: check-export
EXPORT_PACKAGES = h5py onnx onnxruntime rio-cogeo stac-validator stac-model rasterstats spectral \
  pillow websocket-client
check-export: build
	[ -x $(PYTHON)/bin/python ] || python3 -m venv $(PYTHON)
	$(PYTHON)/bin/pip install -q $(EXPORT_PACKAGES)
	$(PYTHON)/bin/python Tests/ExportChecks/check.py .build/release/facet .build/check-export \
	  $(SCENE) $(CUBE)
