using System.IO.Compression;
using System.Text.Json;

namespace TradingBot.Exchanges.Recordings;

/// <summary>Turns a segment that has ended into a compressed one with index and checksum.</summary>
public static class SegmentSealer
{
    // Between speed and size: see docs/RECORDINGS.md for figures.
    private const int Quality = 4;
    private const int WindowBits = 20;

    /// <summary>Seals a segment; the open file vanishes once the sealed one is whole.</summary>
    /// <returns>The sealed file and what was damaged; no file where the segment holds no record.</returns>
    /// <exception cref="IOException">The disk is full, or can't be read or written.</exception>
    /// <exception cref="RecordingException">The file is no segment.</exception>
    public static (string? Path, IReadOnlyList<Damage> Damages) Seal(string open)
    {
        string path = open[..^RecordingFormat.OpenSuffix.Length] + RecordingFormat.SealedSuffix;
        string temporary = open[..^RecordingFormat.OpenSuffix.Length] + RecordingFormat.TemporarySuffix;
        IReadOnlyList<Damage> damages = [];
        bool isEmpty = new FileInfo(open).Length <= RecordingFormat.FileHeaderSize;
        if (!isEmpty)
        {
            using (SegmentReader segment = SegmentReader.Open(open))
            using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                Write(segment, file);
                file.Flush(flushToDisk: true);
                damages = segment.Damages;
            }
            File.Move(temporary, path, overwrite: true);
        }
        File.Delete(open);
        return (isEmpty ? null : path, damages);
    }

    private static void Write(SegmentReader segment, FileStream file)
    {
        SummingFile target = new(file);
        byte[] header = new byte[RecordingFormat.FileHeaderSize];
        RecordingFormat.WriteFileHeader(header, segment.HeaderOfSealed());
        target.Write(header);
        IndexBuilder index = new();
        ChunkBuffer chunk = new(target);
        foreach (RawBlock block in segment.ReadBlocks())
        {
            foreach (TapeRecord record in block.Records) index.Add(record);
            chunk.Add(block);
        }
        chunk.Write();
        long indexOffset = target.Length;
        byte[] indexBytes = JsonSerializer.SerializeToUtf8Bytes(index.Build(segment.Session, segment.Ordinal, segment.FirstRecord), RecordingJson.Options);
        target.Write(indexBytes);
        byte[] footer = new byte[RecordingFormat.FooterSize];
        RecordingFormat.WriteFooter(footer, indexOffset, indexBytes, target.Sum);
        file.Write(footer);
    }

    private sealed class SummingFile(FileStream file)
    {
        public uint Sum { get; private set; }

        public long Length { get; private set; }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            file.Write(bytes);
            Sum = Checksum.Of(bytes, Sum);
            Length += bytes.Length;
        }
    }

    private sealed class ChunkBuffer(SummingFile target)
    {
        private byte[] _blocks = new byte[RecordingFormat.ChunkSize + RecordingFormat.BlockSize * 2];
        private byte[] _compressed = [];
        private int _length;
        private long _firstRecord, _firstTimeNs;

        public void Add(in RawBlock block)
        {
            if (_length > 0 && _length + block.Bytes.Length > RecordingFormat.ChunkSize) Write();
            if (_length == 0) (_firstRecord, _firstTimeNs) = (block.Header.FirstRecord, block.Header.BaseTimeNs);
            if (_length + block.Bytes.Length > _blocks.Length) Array.Resize(ref _blocks, _length + block.Bytes.Length);
            block.Bytes.Span.CopyTo(_blocks.AsSpan(_length));
            _length += block.Bytes.Length;
        }

        public void Write()
        {
            if (_length == 0) return;
            int most = BrotliEncoder.GetMaxCompressedLength(_length);
            if (_compressed.Length < RecordingFormat.ChunkHeaderSize + most) _compressed = new byte[RecordingFormat.ChunkHeaderSize + most];
            Span<byte> content = _compressed.AsSpan(RecordingFormat.ChunkHeaderSize);
            if (!BrotliEncoder.TryCompress(_blocks.AsSpan(0, _length), content, out int size, Quality, WindowBits)) throw new RecordingException("a part could not be compressed");
            RecordingFormat.WriteChunkHeader(_compressed, content[..size], _length, _firstRecord, _firstTimeNs);
            target.Write(_compressed.AsSpan(0, RecordingFormat.ChunkHeaderSize + size));
            _length = 0;
        }
    }
}
