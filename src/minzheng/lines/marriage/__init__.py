"""Registration of marriage and adoption 婚姻与收养登记."""
