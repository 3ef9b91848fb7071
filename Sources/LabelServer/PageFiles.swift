internal import Foundation

/// The files of the page, which are part of the program.
enum PageFiles {
  private static let scripts: [String: [UInt8]] = [
    "main.js": PackageResources.main_js, "api.js": PackageResources.api_js,
    "keys.js": PackageResources.keys_js, "panel.js": PackageResources.panel_js,
    "spectrum.js": PackageResources.spectrum_js, "texts.js": PackageResources.texts_js,
    "tools.js": PackageResources.tools_js, "view.js": PackageResources.view_js,
  ]

  /// A file and its type; the page itself has the empty name.
  static func file(_ name: String) -> (bytes: Data, type: String)? {
    switch name {
    case "", "index.html": (Data(PackageResources.index_html), "text/html; charset=utf-8")
    case "style.css": (Data(PackageResources.style_css), "text/css; charset=utf-8")
    default:
      scripts[name].map { (Data($0), "text/javascript; charset=utf-8") }
    }
  }
}
