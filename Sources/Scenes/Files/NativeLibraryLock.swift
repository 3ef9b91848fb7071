internal import CHDF5
internal import CLibraryGuard
internal import Foundation

/// The one lock around every call into HDF5, netCDF and GDAL.
///
/// The three share one libhdf5, which as distributed is not safe for several threads; a lock for
/// each would let two of them into it at once. It is recursive because a reader of one library may
/// open a file with another while it holds it.
package let nativeLibraryLock = NativeLibraryLock()

package final class NativeLibraryLock: Sendable {
  private let lock = NSRecursiveLock()

  fileprivate init() {
    // At exit HDF5 would write once more to files that could not be written, on a full disk, and
    // crash. Every file is closed where it is used, so there is nothing for it to do. It can be
    // told only before its first use, which may be through GDAL or netCDF: hence here.
    H5dont_atexit()
  }

  /// Runs `body` while no other thread is inside any of the libraries.
  package func withLock<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    facet_guard_enter()
    defer {
      facet_guard_leave()
      lock.unlock()
    }
    return try body()
  }
}

/// Lets a fault inside one of the libraries end the program with an error that names the file, and
/// not with a crash: HDF5 1.10 has faults that damaged files bring out. For a program of its own;
/// whoever uses Facet as a library keeps their own handlers.
package func guardNativeLibraries() {
  facet_guard_install()
}
