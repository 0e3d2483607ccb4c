namespace TradingBot.Exchanges.Egress.Keys;

/// <summary>What became of the optional key.</summary>
public enum ReadKeyState
{
    /// <summary>None is configured.</summary>
    None = 0,

    /// <summary>One is configured, and KuCoin has not said yet what it may do; it is not used.</summary>
    Unproven = 1,

    /// <summary>KuCoin says that it may read and nothing else.</summary>
    Good = 2,

    /// <summary>It is not used any more.</summary>
    Discarded = 3,
}

/// <summary>
/// The one optional key: read-only, KuCoin's, from a file. KuCoin is asked first what it may do; unless the answer is exactly that it may read, the key is
/// forgotten and the system goes on without it. Thread-safe.
/// </summary>
public sealed class KuCoinReadKey : IDisposable
{
    /// <summary>Setting that names the key's file.</summary>
    public const string Setting = "Exchanges:KuCoin:KeyFile";

    private readonly string? _file;
    private readonly Uri _kuCoin;
    private readonly bool _isSimulated;
    private readonly EgressGuard _guard;
    private readonly ExchangeHttp _http;
    private readonly TimeProvider _time;
    private readonly Func<DateTimeOffset, bool> _isBlocked;
    private readonly Lock _lock = new();
    private KuCoinSigner? _signer;
    private string _keyId = "";

    /// <param name="file">File of the key; none where there is none.</param>
    /// <param name="kuCoin">Where KuCoin's REST interface is.</param>
    /// <param name="isSimulated">Whether that is the simulator.</param>
    /// <param name="guard">Decides about every request.</param>
    /// <param name="http">Sends.</param>
    /// <param name="time">The time.</param>
    /// <param name="isBlocked">Whether KuCoin forbids requests at a time.</param>
    internal KuCoinReadKey(string? file, Uri kuCoin, bool isSimulated, EgressGuard guard, ExchangeHttp http, TimeProvider time, Func<DateTimeOffset, bool> isBlocked)
    {
        (_file, _kuCoin, _isSimulated, _guard, _http, _time, _isBlocked) = (string.IsNullOrWhiteSpace(file) ? null : file, kuCoin, isSimulated, guard, http, time, isBlocked);
        State = _file is null ? ReadKeyState.None : ReadKeyState.Unproven;
        Evidence = _file is null ? "no key is configured, none is needed" : "KuCoin has not been asked yet what the key may do; it is not used";
    }

    /// <summary>Raised when the state has changed, with what was seen. A handler must be quick and must not throw.</summary>
    public event Action<ReadKeyState, string>? Changed;

    /// <summary>What became of it.</summary>
    public ReadKeyState State { get; private set; }

    /// <summary>What was seen, for a person; nothing of the key itself.</summary>
    public string Evidence { get; private set; }

    /// <summary>Asks KuCoin what the key may do. While KuCoin forbids requests, or the market of another source is read, nothing is asked, and an unproven key stays unused.</summary>
    public async Task ProbeAsync(CancellationToken cancellation)
    {
        if (State is ReadKeyState.None or ReadKeyState.Discarded || _isBlocked(_time.GetUtcNow()) || _guard.AllowList.IsSimulated != _isSimulated) return;
        try
        {
            Take();
            ExchangeAnswer answer = await _http.SendAsync(HttpMethod.Get, new Uri(_kuCoin.GetLeftPart(UriPartial.Authority) + KuCoinSigner.PathOf(SignedGet.KeyInfo)), cancellation);
            if (KuCoinKeyInfo.ReasonAgainst(answer.Status, answer.Body, _keyId) is { } reason) Discard(reason);
            else Accept();
        }
        catch (KeyRefusedException refused)
        {
            Discard(refused.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or EgressDeniedException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Discard($"KuCoin did not say what the key may do: {failure.GetType().Name}");
        }
    }

    /// <summary>Forgets the key for as long as this process lives.</summary>
    /// <param name="reason">Why, with nothing of the key in it.</param>
    public void Discard(string reason)
    {
        lock (_lock)
        {
            if (State is ReadKeyState.Discarded or ReadKeyState.None) return;
            _guard.AllowSigned(null);
            _signer?.Dispose();
            _signer = null;
            (State, Evidence) = (ReadKeyState.Discarded, $"the key was discarded, the system goes on without it: {reason}");
        }
        Changed?.Invoke(State, Evidence);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guard.AllowSigned(null);
        _signer?.Dispose();
    }

    private void Take()
    {
        lock (_lock)
        {
            if (_signer is not null) return;
            KuCoinKey key = KuCoinKey.Read(_file!);
            (_signer, _keyId) = (new(key, _time), key.Id);
            // To be asked about is all that an unproven key may do.
            _guard.AllowSigned(new(_signer, _kuCoin, _isSimulated, [SignedGet.KeyInfo]));
        }
    }

    private void Accept()
    {
        bool isNew;
        lock (_lock)
        {
            if (_signer is null) return;
            isNew = State != ReadKeyState.Good;
            _guard.AllowSigned(new(_signer, _kuCoin, _isSimulated, [SignedGet.KeyInfo, SignedGet.FullBook]));
            (State, Evidence) = (ReadKeyState.Good, string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"KuCoin said at {_time.GetUtcNow():u} that the key may read and nothing else (permission General); it opens two GET paths"));
        }
        if (isNew) Changed?.Invoke(State, Evidence);
    }
}
