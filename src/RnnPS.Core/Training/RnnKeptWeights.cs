namespace RnnPS;

/// <summary>The weights that a model keeps after its training.</summary>
public enum RnnKeptWeights
{
    /// <summary>
    /// The weights after the epoch with the lowest loss: the validation loss, or without a validation part the loss of the training
    /// part, measured once more after each epoch.
    /// </summary>
    Best,

    /// <summary>The weights after the last epoch, as in PyTorch and Keras.</summary>
    Last,
}
