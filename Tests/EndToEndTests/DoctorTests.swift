import Foundation
import TestSupport
import Testing

/// `facet doctor` says what is there, and what is missing.
@Suite struct DoctorTests {
  private func checkup(_ environment: [String: String] = [:]) throws -> (
    status: Int32, found: [String: Any], problems: [String]
  ) {
    let program = FacetProgram(in: try TemporaryFolder(), environment: environment)
    let ending = try program.run("doctor", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(ending.results.utf8))
    let found = try #require(object as? [String: Any])
    let findings = found["findings"] as? [[String: Any]] ?? []
    return (ending.status, found, findings.compactMap { $0["problem"] as? String })
  }

  @Test func aWholeInstallationIsWhole() throws {
    let (status, found, _) = try checkup()
    #expect(status == 0)
    let libraries = (found["libraries"] as? [String: Any])?["versions"] as? [[String: String]]
    for name in ["HDF5", "netCDF", "GDAL", "PROJ", "matio"] {
      let version = libraries?.first { $0["name"] == name }?["version"]
      #expect(version?.first?.isNumber == true, "\(name) \(version ?? "is missing")")
    }
    #expect((found["engine"] as? String)?.hasPrefix("2.") == true)
    #expect((found["descriptors"] as? [String])?.contains("simulated") == true)
  }

  @Test func aScratchFolderThatIsMissingIsSerious() throws {
    let (status, _, problems) = try checkup(["TMPDIR": "/no/such/folder"])
    #expect(status == 1)
    #expect(problems.contains { $0.contains("/no/such/folder") })
  }

  @Test func aSceneFolderThatIsMissingIsTold() throws {
    let (status, _, problems) = try checkup(["FACET_SCENES": "/no/such/scenes"])
    #expect(status == 0)
    #expect(problems.contains { $0.contains("FACET_SCENES") })
  }

  @Test func linesSayTheSame() throws {
    let ending = try FacetProgram(in: try TemporaryFolder()).run("doctor")
    #expect(ending.status == 0)
    #expect(ending.results.contains("HDF5 filters") && ending.results.contains("libtorch"))
  }
}
