using System.Security.Cryptography;
using TradingBot.Storage.Backup;

namespace TradingBot.Storage.Tests.Backup;

public sealed class SealedStreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tradingbot-sealed-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(SealedFormat.ChunkLength - 1)]
    [InlineData(SealedFormat.ChunkLength)]
    [InlineData(SealedFormat.ChunkLength + 1)]
    [InlineData(3 * SealedFormat.ChunkLength)]
    public async Task What_was_sealed_comes_out_again_and_is_not_to_be_seen_in_between(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        BackupKey key = NewKey("a");
        byte[] written = await SealAsync(plain, key);
        Assert.Equal(plain, await OpenAsync(written, key));
        if (length >= 32) Assert.Equal(-1, written.AsSpan().IndexOf(plain.AsSpan(0, 32)));
    }

    [Fact]
    public async Task Every_flipped_byte_is_found()
    {
        BackupKey key = NewKey("a");
        byte[] written = await SealAsync(RandomNumberGenerator.GetBytes(100), key);
        for (int position = 0; position < written.Length; position++)
        {
            byte[] flipped = [.. written];
            flipped[position] ^= 1;
            StorageException refusal = await Assert.ThrowsAsync<StorageException>(() => OpenAsync(flipped, key));
            Assert.Matches("is damaged|is cut off|is no backup|another key", refusal.Message);
        }
    }

    [Fact]
    public async Task An_end_that_is_cut_off_is_found_wherever_it_is_cut_also_between_two_chunks()
    {
        BackupKey key = NewKey("a");
        byte[] written = await SealAsync(RandomNumberGenerator.GetBytes(2 * SealedFormat.ChunkLength), key);
        int chunk = SealedFormat.LengthBytes + SealedFormat.TagLength + SealedFormat.ChunkLength;
        foreach (int length in (int[])[0, 5, SealedFormat.HeaderLength, SealedFormat.HeaderLength + 2, SealedFormat.HeaderLength + chunk, SealedFormat.HeaderLength + chunk + 7, written.Length - 1])
            Assert.Contains("is cut off", (await Assert.ThrowsAsync<StorageException>(() => OpenAsync(written[..length], key))).Message, StringComparison.Ordinal);
        Assert.Contains("is damaged", (await Assert.ThrowsAsync<StorageException>(() => OpenAsync([.. written, 0], key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_that_changed_places_are_found()
    {
        BackupKey key = NewKey("a");
        byte[] written = await SealAsync(RandomNumberGenerator.GetBytes(3 * SealedFormat.ChunkLength), key);
        int chunk = SealedFormat.LengthBytes + SealedFormat.TagLength + SealedFormat.ChunkLength, first = SealedFormat.HeaderLength;
        byte[] swapped = [.. written[..first], .. written[(first + chunk)..(first + 2 * chunk)], .. written[first..(first + chunk)], .. written[(first + 2 * chunk)..]];
        Assert.Contains("is damaged", (await Assert.ThrowsAsync<StorageException>(() => OpenAsync(swapped, key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_key_is_told_from_damage()
    {
        byte[] written = await SealAsync([1, 2, 3], NewKey("a"));
        Assert.Contains("encrypted with another key", (await Assert.ThrowsAsync<StorageException>(() => OpenAsync(written, NewKey("b")))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00ff")]
    [InlineData("this is the password of something else entirely, not a key at all")]
    public void A_file_that_is_no_key_is_refused_without_telling_what_stands_in_it(string text)
    {
        string path = Path.Combine(_folder.FullName, "wrong");
        File.WriteAllText(path, text);
        StorageException refusal = Assert.Throws<StorageException>(() => BackupKey.Read(path));
        Assert.Contains("64 or more hexadecimal digits", refusal.Message, StringComparison.Ordinal);
        if (text.Length > 0) Assert.DoesNotContain(text, refusal.Message, StringComparison.Ordinal);
    }

    private BackupKey NewKey(string name)
    {
        string path = Path.Combine(_folder.FullName, name);
        Assert.True(BackupKey.Create(path));
        Assert.False(BackupKey.Create(path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        return BackupKey.Read(path);
    }

    private static async Task<byte[]> SealAsync(byte[] plain, BackupKey key)
    {
        using MemoryStream target = new();
        await using SealingStream sealing = new(target, key);
        await sealing.WriteAsync(plain, Cancellation);
        await sealing.FinishAsync(Cancellation);
        return target.ToArray();
    }

    private static async Task<byte[]> OpenAsync(byte[] written, BackupKey key)
    {
        using MemoryStream source = new(written), plain = new();
        await using OpeningStream opening = new(source, key, "file");
        await opening.CopyToAsync(plain, Cancellation);
        return plain.ToArray();
    }
}
