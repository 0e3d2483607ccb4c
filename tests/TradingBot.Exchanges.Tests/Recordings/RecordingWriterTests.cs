using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Tests.Recordings;

public sealed class RecordingWriterTests
{
    [Fact]
    public void What_was_written_through_is_with_the_operating_system()
    {
        using TestRecording recording = new();
        using RecordingWriter writer = recording.Write();
        long first = TestRecording.AddFrame(writer, "one"u8);
        Assert.NotEqual(first, writer.LastWritten);
        Assert.True(writer.WriteThrough(first));
        long second = TestRecording.AddFrame(writer, "two"u8);

        // Read by another handle while the writer holds the file: only what the operating system has.
        Assert.Equal(first, TestRecording.Read(recording.Files().Single())[^1].Number);
        Assert.Equal((first, second), (writer.LastWritten, writer.LastRecord));
    }

    [Fact]
    public void A_full_disk_ends_the_recording_and_the_hole_is_told_when_it_goes_on()
    {
        using TestRecording recording = new();
        bool isFull = false;
        using RecordingWriter writer = recording.Write(path => new FillingFile(path, () => isFull));
        Assert.True(writer.WriteThrough(TestRecording.AddFrame(writer, "kept"u8)));
        isFull = true;
        long lost = TestRecording.AddFrame(writer, "lost"u8);
        Assert.False(writer.WriteThrough(lost));
        Assert.Contains("no space", writer.Failure, StringComparison.Ordinal);
        Assert.Equal(0, TestRecording.AddFrame(writer, "dropped"u8));
        Assert.False(writer.Resume());
        isFull = false;
        Assert.True(writer.Resume());
        Assert.True(writer.WriteThrough(TestRecording.AddFrame(writer, "kept again"u8)));

        Assert.Equal((2, null), (writer.Dropped, writer.Failure));
        foreach (string empty in recording.Files("*.open").Where(file => new FileInfo(file).Length == 0)) SegmentSealer.Seal(empty);
        TapeRecord hole = Assert.Single(recording.ReadAll(), record => record.Kind == RecordKind.Hole);
        Assert.Equal(2, hole.Source);
        Assert.Equal(["kept", "kept again"], recording.ReadAll().Where(record => record.IsFrame).Select(record => System.Text.Encoding.UTF8.GetString(record.Content.Span)));
    }

    [Fact]
    public void A_disk_that_hangs_keeps_nobody_waiting_and_is_told_of_when_it_answers_again()
    {
        using TestRecording recording = new();
        using ManualResetEventSlim answers = new(initialState: true);
        using RecordingWriter writer = recording.Write(path => new HangingFile(path, answers), TimeSpan.FromMilliseconds(100));
        Assert.True(writer.WriteThrough(TestRecording.AddFrame(writer, "kept"u8)));
        answers.Reset();
        byte[] frame = new byte[800];
        // Far more than a block: whoever adds must not be the one who writes.
        for (int count = 0; count < 2_000; count++) Assert.NotEqual(0, TestRecording.AddFrame(writer, frame));
        Assert.True(writer.LagSeconds >= 0 && writer.LastWritten < writer.LastRecord);

        Assert.False(writer.WriteThrough(writer.LastRecord));

        Assert.Contains("has not taken", writer.Failure, StringComparison.Ordinal);
        Assert.Equal((0, 2_001), (TestRecording.AddFrame(writer, frame), writer.Dropped));
        Assert.False(writer.Resume());
        answers.Set();
        Assert.True(SpinWait.SpinUntil(writer.Resume, TimeSpan.FromSeconds(30)), writer.Failure);
        Assert.True(writer.WriteThrough(TestRecording.AddFrame(writer, "kept again"u8)));
        List<TapeRecord> records = recording.ReadAll();
        Assert.Equal(2_001, Assert.Single(records, record => record.Kind == RecordKind.Hole).Source);
        Assert.Equal("kept again", System.Text.Encoding.UTF8.GetString(records[^1].Content.Span));
    }

    [Fact]
    public void What_waits_for_a_slow_disk_has_a_limit()
    {
        using TestRecording recording = new();
        using ManualResetEventSlim answers = new(initialState: true);
        using RecordingWriter writer = recording.Write(path => new HangingFile(path, answers));
        answers.Reset();
        byte[] frame = new byte[512 * 1024];
        long added = 0;
        while (TestRecording.AddFrame(writer, frame) != 0) added += frame.Length;

        Assert.Contains("does not keep up", writer.Failure, StringComparison.Ordinal);
        Assert.InRange(added, RecordingWriter.WaitingBytesMax - frame.Length, RecordingWriter.WaitingBytesMax + 2 * frame.Length);
        answers.Set();
    }

    [Fact]
    public void A_folder_that_another_worker_records_into_is_not_shared()
    {
        using TestRecording recording = new();
        using RecordingWriter first = recording.Write();
        using RecordingMetrics metrics = new();
        using RecordingWriter second = new(recording.Options, new(recording.Folder), metrics, TimeProvider.System);

        Assert.False(second.Resume());
        Assert.Contains("another worker", second.Failure, StringComparison.Ordinal);
        Assert.Single(recording.Files());
    }

    [Fact]
    public void Adding_a_record_takes_no_memory_once_the_buffers_have_grown()
    {
        using TestRecording recording = new();
        using RecordingWriter writer = recording.Write();
        byte[] frame = new byte[800];
        AddMany();
        long before = GC.GetAllocatedBytesForCurrentThread();
        AddMany();

        // A write of 64 KiB may cost the runtime something; a frame nothing.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 5_000.0, 0, 5);

        // What waits for the disk needs memory of its own; here it keeps up.
        void AddMany()
        {
            for (int count = 0; count < 5_000; count++)
            {
                TestRecording.AddFrame(writer, frame);
                if (count % 50 == 0) writer.WriteThrough(writer.LastRecord);
            }
        }
    }

    [Theory]
    [InlineData("SegmentBytes", "5")]
    [InlineData("SegmentBytes", "many")]
    [InlineData("BudgetBytes", "1000000")]
    [InlineData("SegmentAge", "00:00:01")]
    [InlineData("Enabled", "maybe")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        using TestRecording recording = new();
        Dictionary<string, string?> settings = new() { ["Recording:Enabled"] = "true", ["Recording:Folder"] = recording.Folder, [$"Recording:{key}"] = value };
        using Microsoft.Extensions.DependencyInjection.ServiceProvider services = Simulated.FeedHarness.Compose(new Uri("http://127.0.0.1:3005"), settings);

        Microsoft.Extensions.Options.OptionsValidationException wrong = Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(() =>
            Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<MarketRecording>(services));

        Assert.Contains(key, wrong.Message, StringComparison.Ordinal);
    }

    private sealed class HangingFile(string path, ManualResetEventSlim answers) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            answers.Wait();
            base.Write(buffer);
        }
    }

    private sealed class FillingFile(string path, Func<bool> isFull) : FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (isFull()) throw new IOException("no space left on device");
            base.Write(buffer);
        }
    }
}
