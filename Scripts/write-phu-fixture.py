#!/usr/bin/env python3
# Writes a small .phu with the tag encoder of ptufile (an independent implementation) and reads it back with ptufile.
import struct, sys, numpy, ptufile
from ptufile.ptufile import encode_tag
out = sys.argv[1]
rng = numpy.random.default_rng(20230803)
def build(offsets):
    t = lambda n, v, i=-1: encode_tag(n, v, i)
    h = b'PQHISTO\0' + b'1.0.00\0\0'
    h += t('File_GUID', '{6b8b4567-327b-23c6-643c-986966334873}') + t('CreatorSW_Name', 'ptufile') + t('File_Comment', 'CsPbBr\u2083 film, 405 nm')
    h += t('Measurement_Mode', 0) + t('Measurement_SubMode', 1) + t('MeasDesc_Resolution', 64e-12) + t('MeasDesc_AcquisitionTime', 10000)
    h += t('Fast_Load_End', None)
    h += t('HistoResult_NumberOfCurves', 2) + t('HistoResult_BitsPerBin', 32)
    for k in range(2):
        h += t('HistResDscr_CurveIndex', k, k) + t('HistResDscr_MDescResolution', (64e-12, 32e-12)[k], k)
        h += t('HistResDscr_SyncRate', 1000000, k) + t('HistResDscr_IntegralCount', int(curves[k].sum()), k)
        h += t('HistResDscr_DataOffset', offsets[k], k) + t('HistResDscr_HistogramBins', len(curves[k]), k)
    return h + t('Header_End', None)
k = numpy.arange(256)
curves = [rng.poisson(800*numpy.exp(-k*0.064/4.0)*(k >= 16) + 1).astype('<u4'), rng.poisson(2000*numpy.exp(-0.5*((k-32)/3)**2)).astype('<u4')]
n = len(build([0, 0]))
data = build([n, n + 4*len(curves[0])]) + b''.join(c.tobytes() for c in curves)
open(out, 'wb').write(data)
with ptufile.PhuFile(out) as f:
    h = f.histograms()
    assert all((a == b).all() for a, b in zip(h, curves))
    print(len(data), [int(a.sum()) for a in h], h[0][16:24].tolist(), int(h[1].argmax()), f.tcspc_resolution, ptufile.__version__)
