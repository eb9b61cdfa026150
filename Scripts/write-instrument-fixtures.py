#!/usr/bin/env python3
# Writes decays with independent packages and says what is in them: film.ptu with the T3 encoder of ptufile, film.sdt with
# the structures of sdtfile; both packages read the files back. Prints JSON: file, bin width in s, counts of each curve.
import json, sys, zipfile
import numpy, ptufile, sdtfile
from sdtfile import sdtfile as sdt

folder = sys.argv[1]
rng = numpy.random.default_rng(20230803)
k = numpy.arange(128)
decays = [rng.poisson(60 * numpy.exp(-k / t) * (k >= 9) + 0.3).astype('<u2') for t in (12, 30)]
found = []

# One pixel, two channels.
image = numpy.stack(decays).astype('uint16').reshape(1, 1, 2, 128)
for name, kind in (('film.ptu', ptufile.PtuRecordType.PicoHarpT3), ('multi.ptu', ptufile.PtuRecordType.GenericT3)):
    path = f'{folder}/{name}'
    ptufile.imwrite(path, image, 128 * 64e-12, 64e-12, pixel_time=1.0, record_type=kind)
    with ptufile.PtuFile(path) as f:
        read = f.decode_records()
        photons = read[read['channel'] >= 0]
        counts = [numpy.bincount(photons['dtime'][photons['channel'] == c], minlength=128).tolist()
                  for c in sorted(set(photons['channel'].tolist()))]
        assert counts == [d.tolist() for d in decays], name
        found.append({'file': name, 'width': f.tcspc_resolution, 'counts': counts})

# Two blocks of one decay each.
header, block = numpy.dtype(sdt.FILE_HEADER), numpy.dtype(sdt.BLOCK_HEADER)
info = b'*IDENTIFICATION\r\n  ID        : SPC Setup & Data File\r\n  Title     : film\r\n*END\r\n'
measure = sdt.record_dtype(sdt.MEASURE_INFO, 211)
h = numpy.zeros(1, header)[0]
offset = header.itemsize
h['revision'], h['header_valid'], h['chksum'] = 15, 0x5555, 0x55AA
h['info_offs'], h['info_length'] = offset, len(info)
offset += len(info)
h['meas_desc_block_offs'], h['no_of_meas_desc_blocks'], h['meas_desc_block_length'] = offset, 1, measure.itemsize
m = numpy.zeros(1, measure)[0]
m['tac_r'], m['tac_g'], m['adc_re'] = 5e-8, 4, 128
offset += measure.itemsize
h['data_block_offs'], h['no_of_data_blocks'], h['data_block_length'] = offset, 2, 256
body = b''
for number, decay in enumerate(decays):
    b = numpy.zeros(1, block)[0]
    b['data_offs'] = offset + block.itemsize
    b['next_block_offs'] = offset + block.itemsize + 256
    b['block_length'] = 256
    body += b.tobytes() + decay.tobytes()
    offset += block.itemsize + 256
path = f'{folder}/film.sdt'
open(path, 'wb').write(h.tobytes() + info + m.tobytes() + body)
with sdtfile.SdtFile(path) as f:
    counts = [d.reshape(-1).tolist() for d in f.data]
    assert counts == [d.tolist() for d in decays]
    found.append({'file': 'film.sdt', 'width': float(f.times[0][1]), 'counts': counts})
print(json.dumps(found))
