using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Tests.Recordings;

public sealed class SegmentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_record_comes_back_as_it_was_given_whatever_its_size_open_and_sealed(int seed)
    {
        using TestRecording recording = new();
        Random random = new(seed);
        List<TapeRecord> given = [];
        using (RecordingWriter writer = recording.Write())
        {
            for (int count = 0; count < 2_000; count++)
            {
                byte[] content = new byte[random.Next(10) switch { 0 => 0, 1 => random.Next(200_000), 2 => RecordingFormat.BlockSize - 40 + random.Next(80), _ => random.Next(2_000) }];
                random.NextBytes(content);
                RecordKind kind = (RecordKind)random.Next(4, 10);
                Venue venue = (Venue)random.Next(0, 3);
                long source = random.Next(4) == 0 ? random.NextInt64() : random.Next(100);
                long time = random.Next(20) == 0 ? random.NextInt64(1L << 62) : 1_700_000_000_000_000_000 + count * 1_000_003L;
                long number = writer.Add(kind, venue, source, content.AsSpan(0, content.Length / 3), content.AsSpan(content.Length / 3), time);
                given.Add(new(number, time, kind, venue, source, content));
                if (random.Next(50) == 0) Assert.True(writer.WriteThrough(number));
            }
        }

        AssertSame(given, recording.ReadAll());
        recording.Seal();
        AssertSame(given, recording.ReadAll());
        Assert.All(recording.Files(), file =>
        {
            using SegmentReader segment = SegmentReader.Open(file);
            Assert.True(segment.IsIntact());
            SegmentIndex index = segment.ReadIndex()!;
            Assert.Equal(TestRecording.Read(file).Count, index.Records.Values.Sum());
        });
    }

    [Fact]
    public void Whatever_end_a_killed_process_leaves_is_cut_at_the_last_whole_block()
    {
        using TestRecording recording = new();
        Random random = new(4);
        List<(long Number, long Length)> flushed = [];
        using (RecordingWriter writer = recording.Write())
        {
            for (int block = 0; block < 20; block++)
            {
                long number = TestRecording.AddFrame(writer, Bytes(random, random.Next(1, 500)));
                Assert.True(writer.WriteThrough(number));
                flushed.Add((number, new FileInfo(recording.Files().Single()).Length));
            }
        }
        string path = recording.Files().Single();
        byte[] whole = File.ReadAllBytes(path);
        for (int length = whole.Length; length > RecordingFormat.FileHeaderSize; length -= random.Next(1, 40))
        {
            File.WriteAllBytes(path, whole[..length]);
            using SegmentReader segment = SegmentReader.Open(path);
            long last = segment.Read().Select(record => record.Number).LastOrDefault();
            Assert.Equal(flushed.LastOrDefault(block => block.Length <= length).Number, last);
            Assert.True(segment.Damages.All(damage => damage.IsTornTail), string.Join(", ", segment.Damages));
            Assert.Equal(flushed.Exists(block => block.Length == length) ? 0 : 1, segment.Damages.Count);
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_in_an_open_segment_is_found_and_costs_only_its_block()
    {
        using TestRecording recording = new();
        Random random = new(5);
        using (RecordingWriter writer = recording.Write())
            for (int block = 0; block < 6; block++) Assert.True(writer.WriteThrough(TestRecording.AddFrame(writer, Bytes(random, 40))));
        string path = recording.Files().Single();
        byte[] sound = File.ReadAllBytes(path);
        int records = TestRecording.Read(path).Count;
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] changed = [.. sound];
            changed[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            if (at < RecordingFormat.FileHeaderSize)
            {
                Assert.Throws<RecordingException>(() => SegmentReader.Open(path).Dispose());
                continue;
            }
            using SegmentReader segment = SegmentReader.Open(path);
            int read = segment.Read().Count();
            Assert.True(segment.Damages.Count == 1, $"byte {at}: {segment.Damages.Count} damages, {read} of {records} records");
            Assert.InRange(read, records - 2, records - 1);
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_in_a_sealed_segment_is_found()
    {
        using TestRecording recording = new();
        Random random = new(6);
        using (RecordingWriter writer = recording.Write())
            for (int frame = 0; frame < 50; frame++) TestRecording.AddFrame(writer, Bytes(random, 30));
        recording.Seal();
        string path = recording.Files().Single();
        byte[] sound = File.ReadAllBytes(path);
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] changed = [.. sound];
            changed[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            Assert.True(IsFound(path), $"the change of byte {at} of {sound.Length} was not found");
        }
    }

    [Fact]
    public void Segments_rotate_by_size_and_the_oldest_sealed_ones_give_way_to_the_budget()
    {
        using TestRecording recording = new();
        recording.Options.SegmentBytes = 1024 * 1024;
        Random random = new(7);
        using RecordingWriter writer = recording.Write();
        long before = writer.Generation;
        for (int frame = 0; frame < 400; frame++) TestRecording.AddFrame(writer, Bytes(random, 20_000));
        writer.Keep();
        Assert.InRange(recording.Files().Length, 7, 9);
        Assert.Equal(recording.Files().Length - 1, writer.Generation - before);
        using SegmentFiles files = new(recording.Folder);
        string active = recording.Files()[^1];
        foreach (string open in recording.Files()[..^1]) SegmentSealer.Seal(open);
        string[] all = recording.Files();

        (IReadOnlyList<string> deleted, int left, long bytes) = files.Limit(3 * 1024 * 1024);

        Assert.Equal(all[..deleted.Count], deleted);
        Assert.Equal(all[deleted.Count..], recording.Files());
        Assert.Equal((recording.Files().Length, true), (left, bytes <= 3 * 1024 * 1024));
        (deleted, left, _) = files.Limit(0);
        Assert.Equal((1, active), (left, recording.Files().Single()));
    }

    [Fact]
    public void A_segment_that_never_had_a_record_vanishes_when_it_is_sealed()
    {
        using TestRecording recording = new();
        string path = Path.Combine(recording.Folder, "20260101T000000000Z-00000000-000001.tbr.open");
        File.WriteAllBytes(path, []);

        Assert.Null(SegmentSealer.Seal(path).Path);
        Assert.Empty(recording.Files());
    }

    [Fact]
    public void Something_else_than_a_recording_is_refused_with_the_reason()
    {
        using TestRecording recording = new();
        string path = Path.Combine(recording.Folder, "x.tbr");
        File.WriteAllText(path, new string('x', 100));

        Assert.Contains("does not begin", Assert.Throws<RecordingException>(() => SegmentReader.Open(path)).Message, StringComparison.Ordinal);
    }

    private static bool IsFound(string path)
    {
        try
        {
            using SegmentReader segment = SegmentReader.Open(path);
            bool isIntact = segment.IsIntact();
            segment.ReadIndex();
            foreach (TapeRecord _ in segment.Read())
            {
            }
            // The checksum over the whole file finds it by itself, and so does the part that was hit.
            return !isIntact && segment.Damages.Count > 0;
        }
        catch (RecordingException)
        {
            return true;
        }
    }

    private static byte[] Bytes(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void AssertSame(List<TapeRecord> given, List<TapeRecord> read)
    {
        List<TapeRecord> found = [.. read.Where(record => record.Kind != RecordKind.Session)];
        Assert.Equal(given.Count, found.Count);
        for (int at = 0; at < given.Count; at++)
        {
            Assert.Equal(given[at] with { Content = default }, found[at] with { Content = default });
            Assert.True(given[at].Content.Span.SequenceEqual(found[at].Content.Span), $"the content of record {given[at].Number}");
        }
    }
}
