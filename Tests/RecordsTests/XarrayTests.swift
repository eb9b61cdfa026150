import Foundation
import Records
import Testing

/// Without the outside reader the test says so and is skipped.
@Suite("NetCDF files in xarray")
struct XarrayTests {
  @Test(
    "open with named axes, units and every value",
    .enabled(if: OutsideReader.python != nil, "no Python with xarray and netCDF4: run make test, which installs them"))
  func opens() async throws {
    let python = try #require(OutsideReader.python)
    try await RunRecordTests.inFolder { folder in
      let place = folder.appending(path: "run")
      try await RunRecordTests.record().write(to: place)
      let program = """
        import json, sys, xarray
        with xarray.open_dataset(sys.argv[1]) as data:
            emission = data["emission"]
            picked = emission.sel(wavelength=530, time=0.5)
            print(json.dumps({
                "dims": list(emission.dims), "units": emission.attrs["units"],
                "long_name": emission.attrs["long_name"],
                "axis": data["wavelength"].attrs, "positions": data["wavelength"].values.tolist(),
                "time": data["time"].values.tolist(), "picked": float(picked),
                "missing": int(emission.isnull().sum()), "title": data.attrs["title"],
                "conventions": data.attrs["Conventions"]}))
        """
      let output = try #require(
        OutsideReader.run(python, program, [place.appending(path: "record.nc").path], showErrors: true))
      let found = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
      #expect(found["dims"] as? [String] == ["time", "wavelength"])
      #expect(found["units"] as? String == "uJ cm-2 nm-1")
      #expect(found["long_name"] as? String == "detected emission")
      #expect(found["axis"] as? [String: String] == ["units": "nm", "long_name": "wavelength of emission"])
      #expect(found["positions"] as? [Double] == [520, 530, 540])
      #expect(found["time"] as? [Double] == [0, 0.5])
      #expect(found["picked"] as? Double == 5)
      #expect(found["missing"] as? Int == 1)
      #expect(found["title"] as? String == "cycles")
      #expect(found["conventions"] as? String == "CF-1.11")
    }
  }
}
