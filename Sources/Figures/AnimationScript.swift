// An animation as one script with one data file, as for a figure: `gnuplot name.gp` draws name.gif, and with kind='frames'
// one PNG a frame into a folder, for other programs to make a film of.

import Foundation

/// Script and data of one animation.
struct AnimationScript {
  let script: String
  let data: String

  init(_ animation: Animation) throws(FigureError) {
    try animation.check()
    var data = GnuplotData(title: animation.title)
    var pages = ""
    for (number, frame) in animation.frames.enumerated() {
      let sheet = try GnuplotScript.sheet(of: frame, dataFile: animation.name, into: &data)
      pages += """

        # frame \(number + 1)
        if (kind eq 'frames') { set output sprintf('\(animation.name)-frames/%04d.png', \(number + 1)) }
        \(sheet)

        """
    }
    let first = animation.frames[0]
    let size = GnuplotScript.size(of: first)
    let delay = max(2, Int((100 * animation.frameTime).rounded()))
    script = """
      # \(animation.title.replacing("\n", with: " "))
      # Draws \(animation.name).gif from \(animation.name).dat, \(animation.frames.count) frames.
      # To restyle it, edit this file and run in this folder: gnuplot \(animation.name).gp
      # For one PNG a frame: mkdir \(animation.name)-frames; gnuplot -e "kind='frames'" \(animation.name).gp
      if (!exists("kind")) { kind = 'gif' }
      set encoding utf8
      set minussign
      set datafile missing 'NaN'
      if (kind eq 'gif') { set terminal gif animate delay \(delay) loop 0 size \(size.width),\(size.height) enhanced \
      font 'Arial,11' background rgb 'white'; set output '\(animation.name).gif' }
      if (kind eq 'frames') { set terminal pngcairo size \(size.width),\(size.height) enhanced font 'Arial,14' \
      background rgb 'white' }
      set border linewidth 1.2
      set tics nomirror scale 0.7
      set mxtics default
      set mytics default
      \(pages)
      unset output

      """
    self.data = data.text
  }
}
