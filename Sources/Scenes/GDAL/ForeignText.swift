internal import Foundation

/// Text that another program wrote: in UTF-8, else taken for Latin-1, in which every byte is a letter,
/// as names in old Shapefiles are.
package func foreignText(_ bytes: UnsafePointer<CChar>) -> String {
  String(validatingCString: bytes)
    ?? String(
      String.UnicodeScalarView(
        UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map {
          Unicode.Scalar(UInt8(bitPattern: $0))
        }))
}
